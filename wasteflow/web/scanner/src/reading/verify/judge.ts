// What is to be thought of a code, with no network. The same answers in the same order as manifests/codes/signed_qr.py.
import { hex, type Keys } from "./keys";
import { decoded, KEY_ID, type Letter, type Says, SIGNATURE, unpacked } from "./payload";

export type Verdict =
  | "genuine" | "older" | "revoked" | "expired" | "altered" | "unknown_issuer" | "newer_form" | "unsigned" | "unreadable";

/** What was learnt elsewhere of a number: its newest event, and since when its code is worth nothing. */
export interface Known { seq: number; revokedAt?: Date | null }

export interface Answer {
  verdict: Verdict;
  letter?: Letter;
  number?: string; // as it stands in the address, believed or not
  says?: Says; // only where the signature is right
  revokedAt?: Date;
}

type Found = Known | undefined;

export interface Judging { keys: Keys; now: Date; known?: (number: string) => Found | Promise<Found> }

const TEXT = /^https?:\/\/[^/?#\s]+(?:\/[^?#\s]*)?\/([LM])\/([0-9A-Z]{1,40})(?:#(.*))?$/is;
const CONTEXT = "wasteflow qr\n";
const LONGEST = 4000; // characters; no QR holds more

export async function judge(text: string, { keys, now, known }: Judging): Promise<Answer> {
  const found = text.length <= LONGEST ? TEXT.exec(text.trim()) : null;
  if (!found) return { verdict: "unreadable" };
  const letter = found[1]!.toUpperCase() as Letter, number = found[2]!.toUpperCase();
  const so = (verdict: Verdict): Answer => ({ verdict, letter, number });
  if (!found[3]) return so("unsigned");
  const raw = orNull(() => decoded(found[3]!));
  if (!raw || raw.length < SIGNATURE + 1 + KEY_ID) return so("altered");
  const body = raw.slice(0, -SIGNATURE), signature = raw.slice(-SIGNATURE);
  const checks = keys.get(hex(body.slice(1, 1 + KEY_ID)));
  if (!checks) return so("unknown_issuer");
  const message = new Uint8Array([...new TextEncoder().encode(`${CONTEXT}${letter}/${number}\n`), ...body]);
  let right = false;
  for (const check of checks) right ||= await check(signature, message);
  if (!right) return so("altered");
  const says = orNull(() => unpacked(body, letter, number));
  return says ? { ...so("genuine"), says, ...standing(says, now, await known?.(number)) } : so("newer_form");
}

function standing(says: Says, now: Date, known: Found): Pick<Answer, "verdict" | "revokedAt"> {
  if (known?.revokedAt) return { verdict: "revoked", revokedAt: known.revokedAt };
  if (says.expiresAt && now >= says.expiresAt) return { verdict: "expired" };
  return { verdict: known && known.seq > says.seq ? "older" : "genuine" };
}

function orNull<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}
