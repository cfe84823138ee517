// Whether a code is to be believed, with no network: the same for the scanner and for the pages of scanned codes.
// In reading order: `payload` its bytes, `keys` the issuers', `judge` the answer, `kept` the keys on this device.
import { type Answer, judge, type Known } from "./judge";
import { knownKeys } from "./keys";
import { kept, refreshed } from "./kept";

export { type Answer, judge, type Known, type Verdict } from "./judge";
export { type Jwks, knownKeys } from "./keys";
export { kept, refreshed } from "./kept";
export type { Carried, Letter, Says } from "./payload";

/** `unchecked`: there are no keys yet, or the page did not come by HTTPS. */
export type Checked = Omit<Answer, "verdict"> & { verdict: Answer["verdict"] | "unchecked" };

/** `known`: what was learnt of a number, e.g. `EndedCodes.known` and the loads on this phone. */
export async function verify(
  text: string, known?: (number: string) => Known | undefined | Promise<Known | undefined>, now = new Date(),
): Promise<Checked> {
  const by = async (jwks: Parameters<typeof knownKeys>[0]) => judge(text, { keys: await knownKeys(jwks), now, ...(known && { known }) });
  const before = await judge(text, { keys: new Map(), now });
  if (before.verdict !== "unknown_issuer") return before; // no key could change it
  const jwks = kept();
  const answer = jwks && (await by(jwks).catch(() => null));
  if (answer && answer.verdict !== "unknown_issuer") return answer;
  try {
    return await by(await refreshed()); // a key that is not kept may be new
  } catch {
    return answer ?? { ...before, verdict: "unchecked" };
  }
}
