// What one phone shows another with no signal on either side: its signed events of a load, whole, so that the other can
// hand them in. The form is manifests/codes/carried.py's:
//     WF1: base41( 1, n, n x (algorithm, 64 bytes of signature), raw DEFLATE of 2n lines joined by line feeds )
import { decoded } from "../reading/verify/payload";
import { base64url, type Bytes, fromBase64url, utf8 } from "./bytes";
import { canonical, type Json } from "./canonical";
import type { Attached, Fact, Item } from "./events";
import { payload } from "./payload";

const PREFIX = "WF1:", VERSION = 1, SIGNATURE = 64;
const LONGEST = 1853; // characters: a QR of version 25, error correction L, alphanumeric
const ALGORITHMS = ["", "ES256", "Ed25519"];
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-$+:*";

/** The text of a code; null where the events find no room in one. */
export async function written(items: readonly Item[]): Promise<string | null> {
  const marks = items.flatMap(({ device_signature: { jws } }) => {
    const [head = "", , signature = ""] = jws.split(".");
    const { alg } = JSON.parse(new TextDecoder().decode(fromBase64url(head))) as { alg: string };
    return [ALGORITHMS.indexOf(alg), ...fromBase64url(signature)];
  });
  const lines: Bytes[] = [];
  for (const item of items) lines.push(await payload(item), item.attached ? canonical(item.attached as Json) : utf8(""));
  const body = await through(new CompressionStream("deflate-raw"), utf8(lines.map((line) => new TextDecoder().decode(line)).join("\n")));
  const text = PREFIX + encoded(new Uint8Array([VERSION, items.length, ...marks, ...body]));
  return text.length <= LONGEST ? text : null;
}

/** The events in a code, as they are sent; null where it holds none. Who signed them is for the server to say. */
export async function read(text: string): Promise<Item[] | null> {
  if (!text.startsWith(PREFIX) || text.length > LONGEST) return null;
  try {
    const bytes = decoded(text.slice(PREFIX.length)), count = bytes[1] ?? 0, start = 2 + count * (1 + SIGNATURE);
    if (bytes[0] !== VERSION || count === 0) return null;
    const body = await through(new DecompressionStream("deflate-raw"), bytes.slice(start));
    const lines = new TextDecoder("utf-8", { fatal: true }).decode(body).split("\n");
    if (lines.length !== 2 * count) return null;
    return Array.from({ length: count }, (_, n) => {
      const mark = bytes.slice(2 + n * (1 + SIGNATURE), 2 + (n + 1) * (1 + SIGNATURE));
      return item(lines[2 * n]!, lines[2 * n + 1]!, mark);
    });
  } catch {
    return null;
  }
}

interface Said { subject: string; id: string; occurred_at: string; fact: Fact; device: string; counter: number; previous: string | null }

function item(line: string, added: string, mark: Bytes): Item {
  const { subject, id, occurred_at, fact, device, counter, previous } = JSON.parse(line) as Said;
  const head = base64url(canonical({ alg: ALGORITHMS[mark[0]!]!, kid: device }));
  const device_signature = { key: device, counter, previous, jws: `${head}..${base64url(mark.slice(1))}` };
  return { subject, id, occurred_at, fact, ...(added ? { attached: JSON.parse(added) as Attached } : {}), device_signature };
}

export function encoded(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const alone = at + 1 === bytes.length;
    let value = alone ? bytes[at]! : bytes[at]! * 256 + bytes[at + 1]!;
    for (let n = alone ? 2 : 3; n > 0; n -= 1, value = Math.floor(value / 41)) text += ALPHABET.charAt(value % 41);
  }
  return text;
}

async function through(change: CompressionStream | DecompressionStream, bytes: Bytes): Promise<Bytes> {
  const stream = new Blob([bytes]).stream().pipeThrough(change);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
