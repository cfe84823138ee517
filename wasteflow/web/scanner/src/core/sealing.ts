// A site's signing code is typed where there is no signal, and must not lie readable in the queue until there is one. It
// is sealed for the server's own key at the tap (JWE, RFC 7516: ECDH-ES with A256GCM), together with the event it is for.
import { base64url, type Bytes, sha256, utf8 } from "./bytes";
import { canonical } from "./canonical";
import { kept } from "./store";

/** What goes beside the fact. */
export type Proof = { sealed_code: string } | { code: string };

type Jwk = JsonWebKey & { use?: string; kid?: string };
const P256: EcKeyGenParams = { name: "ECDH", namedCurve: "P-256" };
const ENC = "A256GCM";

/** The code, sealed; as it is where the server has published no key to seal it for. */
export async function proved(code: string, event: string): Promise<Proof> {
  const key = (await kept<{ keys: Jwk[] }>("jwks"))?.keys.find((one) => one.use === "enc" && one.crv === "P-256");
  return key ? { sealed_code: await sealed(canonical({ code, event }), key) } : { code };
}

/** A compact JWE for this key. */
export async function sealed(text: Bytes, { kty, crv, x, y, kid }: Jwk): Promise<string> {
  const theirs = await crypto.subtle.importKey("jwk", { kty: kty!, crv: crv!, x: x!, y: y! }, P256, false, []);
  const ours = await crypto.subtle.generateKey(P256, false, ["deriveBits"]);
  const epk = await crypto.subtle.exportKey("jwk", ours.publicKey);
  const shared = new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, ours.privateKey, 256));
  const key = await crypto.subtle.importKey("raw", await derived(shared), "AES-GCM", false, ["encrypt"]);
  const named = kid === undefined ? {} : { kid };
  const head = base64url(canonical({ alg: "ECDH-ES", enc: ENC, epk: { kty: epk.kty!, crv: epk.crv!, x: epk.x!, y: epk.y! }, ...named }));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const made = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(head) }, key, text));
  return [head, "", base64url(iv), base64url(made.slice(0, -16)), base64url(made.slice(-16))].join(".");
}

/** One round of the Concat KDF (RFC 7518, section 4.6.2): 256 bits, no party named. */
function derived(shared: Bytes): Promise<Bytes> {
  const number = (value: number) => new Uint8Array([0, 0, value >> 8, value & 255]);
  const parts = [number(1), shared, number(ENC.length), utf8(ENC), number(0), number(0), number(256)];
  return sha256(new Uint8Array(parts.flatMap((part) => [...part])));
}
