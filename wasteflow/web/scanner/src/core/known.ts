// What there is to know where there is no signal: the server's public keys, and which codes have ended.
import { EndedCodes } from "../reading/verify/ended";
import { refreshed } from "../reading/verify/kept";
import { current, database } from "./store";

/** Ask for what is new; false where that failed. No screen shows it, so nothing is drawn anew. */
export async function learn(): Promise<boolean> {
  const device = await current(), mine = device?.token && !device.ended;
  const headers: Record<string, string> = mine ? { authorization: `Bearer ${device.token}` } : {}; // without: what anybody may know
  const ended = await EndedCodes.open();
  try {
    await (await database()).put("kept", await refreshed(), "jwks");
    await ended.refresh((path) => fetch(path, { headers, credentials: "omit", cache: "no-store" }));
    return true;
  } catch {
    return false; // there is no signal, or it went meanwhile: what was learnt so far is kept
  } finally {
    ended.close();
  }
}

/** A phone that was revoked keeps no list of what ended; one that was just enrolled begins its own. */
export async function forget(): Promise<void> {
  const ended = await EndedCodes.open();
  await ended.forget();
  ended.close();
}
