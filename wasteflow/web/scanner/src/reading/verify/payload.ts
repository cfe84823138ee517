// What a signed code holds, byte by byte as docs/signed-qr.md describes it.

export type Letter = "L" | "M";

export interface Carried { code: string; kg: number }

export interface Says {
  kind: "label" | "manifest" | "roadside";
  number: string;
  issuedAt: Date;
  days: number; // it is to be believed from then; 0 for ever
  expiresAt: Date | null;
  state: string;
  seq: number; // events of the container or load so far
  kg: number;
  plate: string;
  consignor: string;
  carrier: string;
  consignee: string;
  lines: Carried[];
  moreLines: number;
}

export const SIGNATURE = 64, KEY_ID = 4;
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-$+:*";
const VERSION = 1;
const EPOCH = Date.UTC(2020, 0, 1), MINUTE = 60_000, DAY = 86_400_000;
const BATCH = [
  "", "stored", "assigned", "in_transit", "in_temporary_storage", "refused", "reassigned", "grouped", "ungrouped", "treated",
  "lost",
];
const MANIFEST = [
  "", "draft", "published", "signed", "in_transit", "at_stop", "in_temporary_storage", "arrived", "accepted", "partly_accepted",
  "refused", "closed", "cancelled", "lost",
];
const KINDS: Record<number, [Says["kind"], Letter]> = { 1: ["label", "L"], 2: ["manifest", "M"], 3: ["roadside", "M"] };

export class NotACode extends Error {}

/** The bytes of a payload; each has one spelling only. */
export function decoded(text: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (let start = 0; start < text.length; start += 3) {
    const part = text.slice(start, start + 3);
    let value = 0;
    for (let place = part.length - 1; place >= 0; place -= 1) {
      const digit = ALPHABET.indexOf(part.charAt(place));
      if (digit < 0) throw new NotACode();
      value = value * 41 + digit;
    }
    if (part.length === 3 && value < 65536) bytes.push(value >> 8, value & 255);
    else if (part.length === 2 && value < 256) bytes.push(value);
    else throw new NotACode();
  }
  return new Uint8Array(bytes);
}

/** The facts of a body whose signature is right. Throws NotACode where its form is not known here. */
export function unpacked(body: Uint8Array, letter: Letter, number: string): Says {
  const [kind, its] = KINDS[body[0]! & 15] ?? ["label", ""];
  if (body[0]! >> 4 !== VERSION || its !== letter) throw new NotACode();
  const read = new Reading(body, 1 + KEY_ID);
  const issuedAt = new Date(EPOCH + read.number(3) * MINUTE), days = read.number(2);
  const state = (letter === "L" ? BATCH : MANIFEST)[read.number(1)] ?? "";
  const says: Says = {
    kind, number, issuedAt, days, state,
    expiresAt: days ? new Date(issuedAt.getTime() + days * DAY) : null,
    seq: read.varint(), kg: read.kg(), plate: kind === "label" ? "" : read.string(),
    consignor: "", carrier: "", consignee: "", lines: [], moreLines: 0,
  };
  if (kind === "roadside") {
    says.consignor = read.string();
    says.carrier = read.string();
    says.consignee = read.string();
    for (let left = read.varint(); left > 0; left -= 1) says.lines.push({ code: read.string(), kg: read.kg() });
    says.moreLines = read.varint();
  }
  if (!read.done) throw new NotACode();
  return says;
}

/** A place within bytes. */
class Reading {
  constructor(private readonly raw: Uint8Array, private at: number) {}

  get done(): boolean { return this.at === this.raw.length; }

  private take(count: number): Uint8Array {
    if (this.at + count > this.raw.length) throw new NotACode();
    this.at += count;
    return this.raw.slice(this.at - count, this.at);
  }

  number(count: number): number { return this.take(count).reduce((value, byte) => value * 256 + byte, 0); }

  varint(): number {
    let value = 0, place = 1;
    for (;;) {
      const byte = this.number(1);
      value += (byte & 127) * place;
      if (byte < 128) return value;
      place *= 128;
      if (place > 2 ** 49) throw new NotACode();
    }
  }

  kg(): number { return this.varint() / 1000; }

  string(): string {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.take(this.number(1)));
    } catch {
      throw new NotACode();
    }
  }
}
