// Keys: UUIDv7 (RFC 9562), minted here because there may be no signal; they sort by the time they were made.

const VERSION = 0x7n << 76n, VARIANT = 0x2n << 62n, FIXED = (0xfn << 76n) | (0x3n << 62n);
let last = 0n;

export function newId(now = Date.now()): string {
  const random = crypto.getRandomValues(new Uint8Array(10)).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  const fresh = (BigInt(now) << 80n) | (random & ~FIXED) | VERSION | VARIANT;
  last = fresh > last ? fresh : last + 1n; // two within one millisecond keep their order
  return uuid(last.toString(16).padStart(32, "0"));
}

/** 32 hexadecimal digits as a UUID is written. */
export function uuid(text: string): string {
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}
