const T = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-$+:*";
const b = Date.UTC(2020, 0, 1), S = 6e4, I = 864e5, _ = [
  "",
  "stored",
  "assigned",
  "in_transit",
  "in_temporary_storage",
  "refused",
  "reassigned",
  "grouped",
  "ungrouped",
  "treated"
], D = [
  "",
  "draft",
  "published",
  "signed",
  "in_transit",
  "at_stop",
  "in_temporary_storage",
  "arrived",
  "accepted",
  "partly_accepted",
  "refused",
  "closed",
  "cancelled"
], N = { 1: ["label", "L"], 2: ["manifest", "M"], 3: ["roadside", "M"] };
class u extends Error {
}
function U(r) {
  const e = [];
  for (let t = 0; t < r.length; t += 3) {
    const n = r.slice(t, t + 3);
    let i = 0;
    for (let s = n.length - 1; s >= 0; s -= 1) {
      const a = T.indexOf(n.charAt(s));
      if (a < 0) throw new u();
      i = i * 41 + a;
    }
    if (n.length === 3 && i < 65536) e.push(i >> 8, i & 255);
    else if (n.length === 2 && i < 256) e.push(i);
    else throw new u();
  }
  return new Uint8Array(e);
}
function K(r, e, t) {
  const [n, i] = N[r[0] & 15] ?? ["label", ""];
  if (r[0] >> 4 !== 1 || i !== e) throw new u();
  const s = new O(r, 5), a = new Date(b + s.number(3) * S), c = s.number(2), l = (e === "L" ? _ : D)[s.number(1)] ?? "", o = {
    kind: n,
    number: t,
    issuedAt: a,
    days: c,
    state: l,
    expiresAt: c ? new Date(a.getTime() + c * I) : null,
    seq: s.varint(),
    kg: s.kg(),
    plate: n === "label" ? "" : s.string(),
    consignor: "",
    carrier: "",
    consignee: "",
    lines: [],
    moreLines: 0
  };
  if (n === "roadside") {
    o.consignor = s.string(), o.carrier = s.string(), o.consignee = s.string();
    for (let d = s.varint(); d > 0; d -= 1) o.lines.push({ code: s.string(), kg: s.kg() });
    o.moreLines = s.varint();
  }
  if (!s.done) throw new u();
  return o;
}
class O {
  constructor(e, t) {
    this.raw = e, this.at = t;
  }
  raw;
  at;
  get done() {
    return this.at === this.raw.length;
  }
  take(e) {
    if (this.at + e > this.raw.length) throw new u();
    return this.at += e, this.raw.slice(this.at - e, this.at);
  }
  number(e) {
    return this.take(e).reduce((t, n) => t * 256 + n, 0);
  }
  varint() {
    let e = 0, t = 1;
    for (; ; ) {
      const n = this.number(1);
      if (e += (n & 127) * t, n < 128) return e;
      if (t *= 128, t > 2 ** 49) throw new u();
    }
  }
  kg() {
    return this.varint() / 1e3;
  }
  string() {
    try {
      return new TextDecoder("utf-8", { fatal: !0, ignoreBOM: !0 }).decode(this.take(this.number(1)));
    } catch {
      throw new u();
    }
  }
}
const p = { name: "Ed25519" };
async function x(r) {
  const e = /* @__PURE__ */ new Map();
  for (const { kty: t, crv: n, x: i } of r.keys) {
    if (t !== "OKP" || n !== "Ed25519" || !i) continue;
    const s = new TextEncoder().encode(`{"crv":"Ed25519","kty":"OKP","x":"${i}"}`), a = m(new Uint8Array(await crypto.subtle.digest("SHA-256", s)).slice(0, 4));
    e.set(a, [...e.get(a) ?? [], await C(i)]);
  }
  return e;
}
function m(r) {
  return [...r].map((e) => e.toString(16).padStart(2, "0")).join("");
}
async function C(r) {
  try {
    const e = await crypto.subtle.importKey("jwk", { kty: "OKP", crv: "Ed25519", x: r }, p, !1, ["verify"]);
    return (t, n) => crypto.subtle.verify(p, e, t, n);
  } catch {
    const { verifyAsync: e } = await import("./verify-ed25519.js"), t = M(r);
    return (n, i) => e(n, i, t, { zip215: !1 }).catch(() => !1);
  }
}
function M(r) {
  return Uint8Array.from(atob(r.replaceAll("-", "+").replaceAll("_", "/")), (e) => e.charCodeAt(0));
}
const R = /^https?:\/\/[^/?#\s]+(?:\/[^?#\s]*)?\/([LM])\/([0-9A-Z]{1,40})(?:#(.*))?$/is, j = `wasteflow qr
`, L = 4e3;
async function y(r, { keys: e, now: t, known: n }) {
  const i = r.length <= L ? R.exec(r.trim()) : null;
  if (!i) return { verdict: "unreadable" };
  const s = i[1].toUpperCase(), a = i[2].toUpperCase(), c = (g) => ({ verdict: g, letter: s, number: a });
  if (!i[3]) return c("unsigned");
  const l = A(() => U(i[3]));
  if (!l || l.length < 69) return c("altered");
  const o = l.slice(0, -64), d = l.slice(-64), w = e.get(m(o.slice(1, 5)));
  if (!w) return c("unknown_issuer");
  const k = new Uint8Array([...new TextEncoder().encode(`${j}${s}/${a}
`), ...o]);
  let h = !1;
  for (const g of w) h ||= await g(d, k);
  if (!h) return c("altered");
  const f = A(() => K(o, s, a));
  return f ? { ...c("genuine"), says: f, ...$(f, t, await (n == null ? void 0 : n(a))) } : c("newer_form");
}
function $(r, e, t) {
  return t != null && t.revokedAt ? { verdict: "revoked", revokedAt: t.revokedAt } : r.expiresAt && e >= r.expiresAt ? { verdict: "expired" } : { verdict: t && t.seq > r.seq ? "older" : "genuine" };
}
function A(r) {
  try {
    return r();
  } catch {
    return null;
  }
}
const v = "wasteflow-keys", E = "/.well-known/jwks.json", P = 4e3;
async function Y() {
  const r = new AbortController(), e = setTimeout(() => r.abort(), P);
  try {
    const t = await fetch(E, { signal: r.signal });
    if (!t.ok) throw new Error(`${E}: ${t.status}`);
    const n = await t.json();
    return localStorage.setItem(v, JSON.stringify(n)), n;
  } finally {
    clearTimeout(e);
  }
}
function G() {
  return JSON.parse(localStorage.getItem(v) ?? "null");
}
async function H(r, e, t = /* @__PURE__ */ new Date()) {
  const n = async (c) => y(r, { keys: await x(c), now: t, ...e && { known: e } }), i = await y(r, { keys: /* @__PURE__ */ new Map(), now: t });
  if (i.verdict !== "unknown_issuer") return i;
  const s = G(), a = s && await n(s).catch(() => null);
  if (a && a.verdict !== "unknown_issuer") return a;
  try {
    return await n(await Y());
  } catch {
    return a ?? { ...i, verdict: "unchecked" };
  }
}
export {
  y as judge,
  G as kept,
  x as knownKeys,
  Y as refreshed,
  H as verify
};
