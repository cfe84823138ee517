// The signing code that a site shows on its own screen (manifests/codes/shown.py): checked here by the server's published
// keys, so that the driver learns at the gate, with no signal, whether it is worth anything.
//     WFS1: base41( key id 4, site 16, account 16, made 4, lasts 2, name 1 + n, signature 64 )
import { knownKeys } from "../reading/verify/keys";
import { kept as keys, refreshed } from "../reading/verify/kept";
import { decoded } from "../reading/verify/payload";
import { hex, utf8 } from "./bytes";
import { uuid } from "./ids";
import { keep, kept } from "./store";

export interface ShownCode { text: string; site: string; name: string; made: number; ends: number } // milliseconds

export type Worth = ShownCode | "altered" | "over" | "early" | "no_keys";

const PREFIX = "WFS1:", LONGEST = 300, EPOCH = Date.UTC(2020, 0, 1);
const KEY_ID = 4, SITE = 4, MADE = 36, LASTS = 40, NAME = 42, SIGNATURE = 64;
const SKEW = 300_000; // of a phone's clock, as the server allows it

/** What such a code is worth now; null where the text is none. */
export async function worth(text: string, now = Date.now()): Promise<Worth | null> {
  if (!text.startsWith(PREFIX) || text.length > LONGEST) return null;
  const raw = bytesOf(text.slice(PREFIX.length));
  if (!raw || raw.length <= NAME + SIGNATURE) return "altered";
  const body = raw.slice(0, -SIGNATURE), signature = raw.slice(-SIGNATURE);
  const checks = await checksFor(hex(body.slice(0, KEY_ID)));
  if (!checks) return "no_keys";
  const message = new Uint8Array([...utf8("wasteflow shown\n"), ...body]);
  if (!(await Promise.all(checks.map((check) => check(signature, message)))).some(Boolean)) return "altered";
  const code = { text, ...said(body) };
  if (now < code.made - SKEW) return "early";
  return stillCounts(code, now) ? code : "over";
}

export function stillCounts({ ends }: ShownCode, now = Date.now()): boolean {
  return now < ends + SKEW;
}

/** Held until it is over: several loads of the site may be signed for by one look at its screen. */
export function hold(code: ShownCode): Promise<void> {
  return keep("shown", code);
}

export async function held(): Promise<ShownCode | null> {
  const code = await kept<ShownCode>("shown");
  return code && stillCounts(code) ? code : null;
}

/** By the keys that are kept; an unknown one may be new. */
async function checksFor(id: string): Promise<readonly ((signature: Uint8Array<ArrayBuffer>, message: Uint8Array<ArrayBuffer>) => Promise<boolean>)[] | null> {
  const before = keys(), found = before && (await knownKeys(before)).get(id);
  if (found) return found;
  try {
    return (await knownKeys(await refreshed())).get(id) ?? [];
  } catch {
    return before ? [] : null;
  }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return decoded(text);
  } catch {
    return null;
  }
}

function said(body: Uint8Array): Omit<ShownCode, "text"> {
  const view = new DataView(body.buffer, body.byteOffset);
  const made = EPOCH + view.getUint32(MADE) * 1000;
  return {
    site: uuid(hex(body.slice(SITE, SITE + 16))),
    name: new TextDecoder().decode(body.slice(NAME + 1, NAME + 1 + body[NAME]!)),
    made, ends: made + view.getUint16(LASTS) * 1000,
  };
}
