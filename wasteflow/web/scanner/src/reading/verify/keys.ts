// The issuers' public keys, by the first bytes of their thumbprints, and how a signature is checked by them.
import { KEY_ID } from "./payload";

export interface Jwk { kty: string; crv?: string; x?: string }
export interface Jwks { keys: Jwk[] }
export type Check = (signature: Uint8Array<ArrayBuffer>, message: Uint8Array<ArrayBuffer>) => Promise<boolean>;
export type Keys = ReadonlyMap<string, readonly Check[]>;

const ED25519 = { name: "Ed25519" };

/** The Ed25519 keys of a JWK Set, as `/.well-known/jwks.json` gives it. */
export async function knownKeys(jwks: Jwks): Promise<Keys> {
  const found = new Map<string, Check[]>();
  for (const { kty, crv, x } of jwks.keys) {
    if (kty !== "OKP" || crv !== "Ed25519" || !x) continue;
    const members = new TextEncoder().encode(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`); // RFC 7638
    const id = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", members)).slice(0, KEY_ID));
    found.set(id, [...(found.get(id) ?? []), await checker(x)]);
  }
  return found;
}

export function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Chrome before 137 and Firefox before 129 have no Ed25519 in WebCrypto; only there the library is loaded.
async function checker(x: string): Promise<Check> {
  try {
    const key = await crypto.subtle.importKey("jwk", { kty: "OKP", crv: "Ed25519", x }, ED25519, false, ["verify"]);
    return (signature, message) => crypto.subtle.verify(ED25519, key, signature, message);
  } catch {
    const { verifyAsync } = await import("@noble/ed25519");
    const key = raw(x);
    return (signature, message) => verifyAsync(signature, message, key, { zip215: false }).catch(() => false);
  }
}

function raw(base64url: string): Uint8Array {
  return Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}
