// Keys: UUIDv7 (RFC 9562), minted here because there may be no signal; they sort by the time they were made.

let last = 0n;

export function newId(now = Date.now()): string {
  const random = crypto.getRandomValues(new Uint8Array(10)).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  const at = (BigInt(now) << 80n) | random;
  last = at > last ? at : last + 1n; // two within one millisecond keep their order
  const version = (last & ~(0xfn << 76n)) | (0x7n << 76n);
  const text = ((version & ~(0x3n << 62n)) | (0x2n << 62n)).toString(16).padStart(32, "0");
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}
