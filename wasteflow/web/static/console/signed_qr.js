// Reads and judges a signed code with no network: docs/signed-qr.md. The same answers as manifests/signed_qr.py.

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-$+:*";
const TEXT = /^https?:\/\/[^/?#\s]+(?:\/[^?#\s]*)?\/([LM])\/([0-9A-Z]{1,40})(?:#(.*))?$/is;
const CONTEXT = "wasteflow qr\n";
const EPOCH = Date.UTC(2020, 0, 1);
const SIGNATURE = 64, KEY_ID = 4, VERSION = 1, LONGEST = 4000;
const BATCH = ["", "stored", "assigned", "in_transit", "in_temporary_storage", "refused", "reassigned", "grouped", "ungrouped", "treated"];
const MANIFEST = ["", "draft", "published", "signed", "in_transit", "at_stop", "in_temporary_storage", "arrived", "accepted", "partly_accepted", "refused", "closed", "cancelled"];
const KINDS = { 1: ["label", "L"], 2: ["manifest", "M"], 3: ["roadside", "M"] };

class NotACode extends Error {}

export function decoded(text) {
  const bytes = [];
  for (let start = 0; start < text.length; start += 3) {
    const part = text.slice(start, start + 3);
    let value = 0;
    for (let place = part.length - 1; place >= 0; place -= 1) {
      const digit = ALPHABET.indexOf(part[place]);
      if (digit < 0) throw new NotACode();
      value = value * 41 + digit;
    }
    if (part.length === 3 && value < 65536) bytes.push(value >> 8, value & 255);
    else if (part.length === 2 && value < 256) bytes.push(value);
    else throw new NotACode();
  }
  return new Uint8Array(bytes);
}

// The Ed25519 keys of a JWK Set, by the first bytes of their thumbprints. Throws where the browser has no Ed25519.
export async function knownKeys(jwks) {
  const found = new Map();
  for (const jwk of jwks.keys) {
    if (jwk.kty !== "OKP" || jwk.crv !== "Ed25519") continue;
    const members = new TextEncoder().encode(`{"crv":"Ed25519","kty":"OKP","x":"${jwk.x}"}`);
    const id = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", members)).slice(0, KEY_ID));
    const key = await crypto.subtle.importKey("jwk", { kty: "OKP", crv: "Ed25519", x: jwk.x }, { name: "Ed25519" }, false, ["verify"]);
    found.set(id, [...(found.get(id) || []), key]);
  }
  return found;
}

// `known`: number -> { seq, revokedAt } of what was learnt elsewhere.
export async function judge(text, { keys, now, known = {} }) {
  const found = text.length <= LONGEST ? TEXT.exec(text.trim()) : null;
  if (!found) return { verdict: "unreadable" };
  const told = { letter: found[1].toUpperCase(), number: found[2].toUpperCase() };
  const so = (verdict) => ({ ...told, verdict });
  if (!found[3]) return so("unsigned");
  let raw;
  try { raw = decoded(found[3]); } catch { return so("altered"); }
  if (raw.length < SIGNATURE + 1 + KEY_ID) return so("altered");
  const body = raw.slice(0, -SIGNATURE), signature = raw.slice(-SIGNATURE);
  const candidates = keys.get(hex(body.slice(1, 1 + KEY_ID)));
  if (!candidates) return so("unknown_issuer");
  const head = new TextEncoder().encode(`${CONTEXT}${told.letter}/${told.number}\n`);
  const message = new Uint8Array([...head, ...body]);
  let right = false;
  for (const key of candidates) right ||= await crypto.subtle.verify({ name: "Ed25519" }, key, signature, message);
  if (!right) return so("altered");
  let says;
  try { says = unpacked(body, told); } catch { return so("newer_form"); }
  return { ...standing(says, now, known[told.number]), ...told, says };
}

function standing(says, now, known) {
  if (known && known.revokedAt) return { verdict: "revoked", revokedAt: known.revokedAt };
  if (says.expiresAt && now >= says.expiresAt) return { verdict: "expired" };
  return { verdict: known && known.seq > says.seq ? "older" : "genuine" };
}

function unpacked(body, { letter, number }) {
  const kind = KINDS[body[0] & 15];
  if (body[0] >> 4 !== VERSION || !kind || kind[1] !== letter) throw new NotACode();
  const read = new Reading(body, 1 + KEY_ID);
  const issuedAt = new Date(EPOCH + read.number(3) * 60000), days = read.number(2);
  const says = { kind: kind[0], number, issuedAt, days, state: (letter === "L" ? BATCH : MANIFEST)[read.number(1)] || "" };
  says.expiresAt = days ? new Date(issuedAt.getTime() + days * 86400000) : null;
  says.seq = read.varint();
  says.kg = read.varint() / 1000;
  says.plate = kind[0] === "label" ? "" : read.string();
  says.lines = [];
  says.moreLines = 0;
  if (kind[0] === "roadside") {
    says.consignor = read.string();
    says.carrier = read.string();
    says.consignee = read.string();
    for (let left = read.varint(); left > 0; left -= 1) says.lines.push({ code: read.string(), kg: read.varint() / 1000 });
    says.moreLines = read.varint();
  }
  if (read.at !== body.length) throw new NotACode();
  return says;
}

class Reading {
  constructor(raw, at) { this.raw = raw; this.at = at; }

  take(count) {
    if (this.at + count > this.raw.length) throw new NotACode();
    this.at += count;
    return this.raw.slice(this.at - count, this.at);
  }

  number(count) { return this.take(count).reduce((value, byte) => value * 256 + byte, 0); }

  varint() {
    let value = 0, place = 1;
    for (;;) {
      const byte = this.take(1)[0];
      value += (byte & 127) * place;
      if (byte < 128) return value;
      place *= 128;
      if (place > 2 ** 49) throw new NotACode();
    }
  }

  string() { return new TextDecoder("utf-8", { fatal: true }).decode(this.take(this.number(1))); }
}

function hex(bytes) { return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(""); }
