// The phone's own key. WebCrypto makes it so that nobody, not this program either, can read its private half.
import { base64url, type Bytes, sha256, utf8 } from "./bytes";
import { canonical, type Json } from "./canonical";

export type Algorithm = "Ed25519" | "ES256";
export type Jwk = { readonly [name: string]: string };

export interface Key {
  kid: string; // RFC 7638
  algorithm: Algorithm;
  jwk: Jwk; // the public half
  secret: CryptoKey;
}

const MAKE: Record<Algorithm, EcKeyGenParams | { name: string }> = {
  Ed25519: { name: "Ed25519" },
  ES256: { name: "ECDSA", namedCurve: "P-256" },
};
const SIGN: Record<Algorithm, EcdsaParams | { name: string }> = {
  Ed25519: { name: "Ed25519" },
  ES256: { name: "ECDSA", hash: "SHA-256" },
};

/** A fresh key: Ed25519 where the browser has it, else P-256, which all have. */
export async function makeKey(): Promise<Key> {
  try {
    return await made("Ed25519");
  } catch {
    return made("ES256");
  }
}

async function made(algorithm: Algorithm): Promise<Key> {
  const pair = (await crypto.subtle.generateKey(MAKE[algorithm], false, ["sign", "verify"])) as CryptoKeyPair;
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const jwk: Jwk = { kty: kty!, crv: crv!, x: x!, ...(y === undefined ? {} : { y }) };
  return { kid: base64url(await sha256(canonical(jwk))), algorithm, jwk, secret: pair.privateKey };
}

/** A detached JWS (RFC 7515, appendix F) over these bytes. */
export async function sign(key: Key, payload: Bytes): Promise<string> {
  const head = base64url(canonical({ alg: key.algorithm, kid: key.kid } satisfies Json));
  const signature = await crypto.subtle.sign(SIGN[key.algorithm], key.secret, utf8(`${head}.${base64url(payload)}`));
  return `${head}..${base64url(new Uint8Array(signature))}`;
}
