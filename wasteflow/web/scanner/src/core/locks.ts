// One at a time, over all windows and the service worker. Browsers without locks (before 2022) have the transactions.

export function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = navigator.locks as LockManager | undefined;
  return locks ? (locks.request(`wasteflow-${name}`, work) as Promise<T>) : work();
}

/** Undefined where somebody else is at it. */
export function aloneOrNot<T>(name: string, work: () => Promise<T>): Promise<T | undefined> {
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) return work();
  return locks.request(`wasteflow-${name}`, { ifAvailable: true }, async (lock) => (lock ? work() : undefined)) as Promise<T | undefined>;
}
