// The issuers' keys as they were when there last was a signal. They are few and public: the page's small store holds them.
import type { Jwks } from "./keys";

const KEPT = "wasteflow-keys", ADDRESS = "/.well-known/jwks.json";
const WAIT = 4000; // ms; a signal that is nearly gone answers after minutes

/** Ask for the keys and keep them. Throws where there is no signal. */
export async function refreshed(): Promise<Jwks> {
  const giveUp = new AbortController(), timer = setTimeout(() => giveUp.abort(), WAIT);
  try {
    const answer = await fetch(ADDRESS, { signal: giveUp.signal });
    if (!answer.ok) throw new Error(`${ADDRESS}: ${answer.status}`);
    const jwks = (await answer.json()) as Jwks;
    localStorage.setItem(KEPT, JSON.stringify(jwks));
    return jwks;
  } finally {
    clearTimeout(timer);
  }
}

/** The keys that are kept. Null where there never was a signal. */
export function kept(): Jwks | null {
  return JSON.parse(localStorage.getItem(KEPT) ?? "null") as Jwks | null;
}
