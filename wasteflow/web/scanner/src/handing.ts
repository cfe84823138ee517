// When the queue is handed in: at the start, with each tap, when the signal comes back, and in between with patience.
import { forget, learn } from "./core/known";
import { mayBeCleared, refresh } from "./core/work";
import { clear, current } from "./core/store";
import { entries, photosLeft, tidy, unanswered } from "./core/queue";
import { handIn } from "./core/sync";

let timer = 0;
let missed = 0; // tries in a row that learnt nothing
const EVERY = 300_000; // milliseconds between looks at the day while the app is open
const SOON = 5_000; // after a look that failed, then twice that, and so on

export function startHandingIn(force = true): void {
  void work(force);
}

export function openHanding(): void {
  addEventListener("online", () => startHandingIn());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") startHandingIn();
  });
  startHandingIn();
}

async function work(force: boolean): Promise<void> {
  clearTimeout(timer);
  let wait: number | null = null;
  try {
    wait = await handIn(force);
    if (wait !== null) await askForSync();
    await refresh();
    missed = (await learn()) ? 0 : missed + 1;
    if (missed) wait = Math.min(wait ?? EVERY, SOON * 2 ** (missed - 1));
    await clearRevoked();
    await tidy();
  } finally {
    clearTimeout(timer);
    timer = setTimeout(() => void work(false), wait ?? EVERY);
  }
}

/** Where the browser has it, it wakes the service worker when the signal is back, also when the app is closed. */
async function askForSync(): Promise<void> {
  const registration = (await navigator.serviceWorker?.getRegistration("/scanner")) as { sync?: { register(tag: string): Promise<void> } } | undefined;
  await registration?.sync?.register("hand-in").catch(() => undefined);
}

/** A revoked phone hands in what it still has (once it knows), and forgets all; what was refused is shown first. */
async function clearRevoked(): Promise<void> {
  if ((await current())?.ended !== true) return;
  if ((await unanswered()) > 0 || (await photosLeft()).some((photo) => photo.waiting)) await handIn(true);
  const refused = (await entries()).some((entry) => entry.state === "refused");
  if ((await mayBeCleared()) && !refused) await forgetAll();
}

/** Keys, queue, loads, photos, what ended: nothing stays but the language. */
export async function forgetAll(): Promise<void> {
  await forget();
  await clear();
}
