const $ = Object.freeze, Z = 0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffedn, U = 0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3edn, Y = 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n, C = 0x216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51an, L = 0x6666666666666666666666666666666666666666666666666666666666666658n, R = Z - 1n, Q = $({
  p: Z,
  n: U,
  h: 8n,
  a: R,
  d: Y,
  Gx: C,
  Gy: L
}), v = 32, G = (n) => n instanceof Uint8Array || ArrayBuffer.isView(n) && n.constructor.name === "Uint8Array" && n.BYTES_PER_ELEMENT === 1, g = (n, t, e = "") => {
  if (G(n) && (t === void 0 || n.length === t))
    return n;
  const o = G(n), c = t !== void 0 ? ` of length ${t}` : "", r = o ? `length=${n.length}` : `type=${typeof n}`, f = (e ? `"${e}" ` : "") + "expected Uint8Array" + c + ", got " + r;
  throw o ? new RangeError(f) : new TypeError(f);
}, K = (n, t = "", e) => Uint8Array.from(g(n, e, t)), M = (n, t) => n.toString(16).padStart(t, "0"), j = (n) => {
  let t = "";
  for (const e of g(n))
    t += M(e, 2);
  return t;
}, k = (n) => {
  const t = "hex invalid";
  if (typeof n != "string")
    throw new TypeError(t);
  if (n.length % 2 || !/^[\da-f]*$/i.test(n))
    throw new RangeError(t);
  const e = new Uint8Array(n.length / 2);
  for (let o = 0, c = 0; o < e.length; o++, c += 2) {
    const r = n.charCodeAt(c), f = n.charCodeAt(c + 1);
    e[o] = ((r & 15) + (r >> 6) * 9) * 16 + (f & 15) + (f >> 6) * 9;
  }
  return e;
}, O = (...n) => {
  let t = 0;
  for (const c of n)
    t += g(c).length;
  const e = new Uint8Array(t);
  let o = 0;
  for (const c of n)
    e.set(c, o), o += c.length;
  return e;
}, x = (n, t, e, o = "bad number: out of range") => {
  if (typeof n != "bigint")
    throw new TypeError(o);
  if (t <= n && n < e)
    return n;
  throw new RangeError(o);
}, a = (n, t = Z) => (n %= t) >= 0n ? n : t + n, V = (1n << 255n) - 1n, s = (n) => {
  if (n < 0n)
    throw new RangeError("negative coordinate");
  let t = (n >> 255n) * 19n + (n & V);
  return t = (t >> 255n) * 19n + (t & V), t % Z;
}, tt = (n) => a(n, U), nt = (n, t) => {
  if (n === 0n)
    throw new Error("invert: expected non-zero number");
  if (t <= 1n)
    throw new Error("invert: expected modulus > 1, got " + t);
  let e = a(n, t), o = t, c = 0n, r = 1n;
  for (; e !== 0n; ) {
    const i = o / e, h = o - e * i, l = c - r * i;
    o = e, e = h, c = r, r = l;
  }
  if (o !== 1n)
    throw new Error("invert: does not exist");
  return a(c, t);
}, et = (n) => {
  const t = ht[n];
  if (typeof t != "function")
    throw new Error("hashes." + n + " not set");
  return t;
}, st = async (n, ...t) => g(await et(n)(O(...t)), 64, "digest"), S = (n) => {
  if (n instanceof y)
    return n;
  throw new TypeError("Point expected");
}, D = 2n ** 256n;
class y {
  static BASE;
  static ZERO;
  X;
  Y;
  Z;
  T;
  // Constructor only bounds-checks and freezes XYZT coordinates; it does not prove the point is
  // on-curve or that T matches X*Y/Z.
  constructor(t, e, o, c) {
    const r = D;
    this.X = x(t, 0n, r), this.Y = x(e, 0n, r), this.Z = x(o, 1n, r), this.T = x(c, 0n, r), $(this);
  }
  static CURVE() {
    return Q;
  }
  static fromAffine(t) {
    return new y(t.x, t.y, 1n, s(t.x * t.y));
  }
  /** RFC8032 5.1.3: Uint8Array to Point. */
  static fromBytes(t, e = !1) {
    const o = K(t, "point", v), c = o[31];
    o[31] = c & -129;
    const r = q(o);
    e || x(r, 0n, Z);
    const f = s(r * r), i = a(f - 1n), h = s(Y * f + 1n);
    let { isValid: l, value: d } = ct(i, h);
    if (!l)
      throw new Error("bad point: y not sqrt");
    const u = !!(c & 128);
    if (!e && d === 0n && u)
      throw new Error("bad point: x==0, isLastByteOdd");
    return u !== !!(d & 1n) && (d = a(-d)), new y(d, r, 1n, s(d * r));
  }
  static fromHex(t, e) {
    return y.fromBytes(k(t), e);
  }
  get x() {
    return this.toAffine().x;
  }
  get y() {
    return this.toAffine().y;
  }
  /** Checks if the point is valid and on-curve. */
  assertValidity() {
    const t = R, e = Y, o = this;
    if (o.is0())
      throw new Error("bad point: ZERO");
    const { X: c, Y: r, Z: f, T: i } = o, h = s(c * c), l = s(r * r), d = s(f * f), u = s(d * d), p = s(h * t), w = s(d * (p + l)), E = a(u + s(e * s(h * l)));
    if (w !== E)
      throw new Error("bad point: equation left != right (1)");
    const A = s(c * r), T = s(f * i);
    if (A !== T)
      throw new Error("bad point: equation left != right (2)");
    return this;
  }
  /** Equality check: compare points P&Q. */
  equals(t) {
    const { X: e, Y: o, Z: c } = this, { X: r, Y: f, Z: i } = S(t);
    return s(e * i) === s(r * c) && s(o * i) === s(f * c);
  }
  is0() {
    return this.equals(m);
  }
  /** Flip point over y coordinate. */
  negate() {
    return new y(a(-this.X), this.Y, this.Z, a(-this.T));
  }
  /** Point doubling. Complete formula. Cost: `4M + 4S + 1*a + 6add + 1*2`. */
  double() {
    const { X: t, Y: e, Z: o } = this, c = R, r = s(t * t), f = s(e * e), i = s(2n * o * o), h = s(c * r), l = a(t + e), d = a(s(l * l) - r - f), u = a(h + f), p = a(u - i), w = a(h - f), E = s(d * p), A = s(u * w), T = s(d * w), X = s(p * u);
    return new y(E, A, X, T);
  }
  /** Point addition. Complete formula. Cost: `9M + 1*a + 1*d + 7add`. */
  add(t) {
    const { X: e, Y: o, Z: c, T: r } = this, { X: f, Y: i, Z: h, T: l } = S(t), d = R, u = Y, p = s(e * f), w = s(o * i), E = s(s(r * u) * l), A = s(c * h), T = a(s(a(e + o) * a(f + i)) - p - w), X = a(A - E), N = a(A + E), H = a(w - s(d * p)), I = s(T * X), P = s(N * H), W = s(T * H), J = s(X * N);
    return new y(I, P, J, W);
  }
  subtract(t) {
    return this.add(S(t).negate());
  }
  /**
   * Point-by-scalar multiplication. Safe mode requires `1 <= n < CURVE.n`.
   * Unsafe mode additionally permits `n = 0` and returns the identity point for that case.
   * Uses {@link wNAF} for base point.
   * Uses fake point to mitigate side-channel leakage.
   * @param n - scalar by which point is multiplied
   * @param safe - safe mode guards against timing attacks; unsafe mode is faster
   */
  multiply(t, e = !0) {
    if (!e && t === 0n || (x(t, 1n, U), !e && this.is0()))
      return m;
    if (t === 1n)
      return this;
    if (this.equals(B))
      return ut(t).p;
    let o = m, c = B, r = this;
    for (let f = 0; e ? f < 256 : t > 0n; f++)
      t & 1n ? o = o.add(r) : e && (c = c.add(r)), r = r.double(), t >>= 1n;
    return o;
  }
  multiplyUnsafe(t) {
    return this.multiply(t, !1);
  }
  /** Convert point to 2d xy affine point. (X, Y, Z) ∋ (x=X/Z, y=Y/Z) */
  toAffine() {
    const { X: t, Y: e, Z: o } = this;
    if (this.equals(m))
      return { x: 0n, y: 1n };
    const c = nt(o, Z);
    if (s(o * c) !== 1n)
      throw new Error("invalid inverse");
    return { x: s(t * c), y: s(e * c) };
  }
  toBytes() {
    const { x: t, y: e } = this.toAffine(), o = ot(e);
    return o[31] |= t & 1n ? 128 : 0, o;
  }
  toHex() {
    return j(this.toBytes());
  }
  clearCofactor() {
    return this.multiply(8n, !1);
  }
  isSmallOrder() {
    return this.clearCofactor().is0();
  }
  isTorsionFree() {
    return this.multiply(U / 2n, !1).double().add(this).is0();
  }
}
const B = new y(C, L, 1n, a(C * L)), m = new y(0n, 1n, 1n, 0n);
y.BASE = B;
y.ZERO = m;
const ot = (n) => k(M(x(n, 0n, D), 64)).reverse(), q = (n) => BigInt("0x" + j(Uint8Array.from(g(n)).reverse())), b = (n, t) => {
  let e = n;
  for (; t-- > 0; )
    e = s(e * e);
  return e;
}, rt = (n) => {
  const t = s(n * n), e = s(t * n), o = s(b(e, 2) * e), c = s(b(o, 1) * n), r = s(b(c, 5) * c), f = s(b(r, 10) * r), i = s(b(f, 20) * f), h = s(b(i, 40) * i), l = s(b(h, 80) * h), d = s(b(l, 80) * h), u = s(b(d, 10) * r);
  return s(b(u, 2) * n);
}, _ = 0x2b8324804fc1df0b2b4d00993dfbd7a72f431806ad2fe478c4ee1b274a0ea0b0n, ct = (n, t) => {
  const e = s(t * s(t * t)), o = s(s(e * e) * t), c = rt(s(n * o));
  let r = s(n * s(e * c));
  const f = s(t * s(r * r)), i = r, h = s(r * _), l = f === n, d = f === a(-n), u = f === a(-n * _);
  return l && (r = i), (d || u) && (r = h), (a(r) & 1n) === 1n && (r = a(-r)), { isValid: l || d, value: r };
}, ft = (n) => tt(q(n)), it = async (n) => n[1](await st("sha512Async", n[0])), at = (n) => {
  if (n === null || typeof n != "object")
    throw new TypeError("expected valid options object");
  return n.zip215 ?? !0;
}, dt = (n, t, e, o) => {
  n = g(n, 64, "signature"), t = g(t, void 0, "message"), e = g(e, v, "publicKey");
  const c = at(o), r = n.subarray(0, v), f = q(n.subarray(v, 64));
  let i, h, l, d = Uint8Array.of(), u = !1;
  try {
    i = y.fromBytes(e, c), h = y.fromBytes(r, c), l = B.multiply(f, !1), d = O(r, e, t), u = !0;
  } catch {
  }
  return [d, (w) => {
    if (!u || !c && i.isSmallOrder())
      return !1;
    const E = ft(w);
    return h.add(i.multiply(E, !1)).subtract(l).clearCofactor().is0();
  }];
}, yt = async (n, t, e, o = {}) => it(dt(n, t, e, o)), ht = {
  sha512Async: async (n) => {
    var e;
    const t = (e = globalThis == null ? void 0 : globalThis.crypto) == null ? void 0 : e.subtle;
    if (!t)
      throw new Error("crypto.subtle must be defined, consider polyfill");
    return new Uint8Array(await t.digest("SHA-512", O(n)));
  },
  sha512: void 0
}, lt = () => {
  const n = [];
  let t = B, e;
  for (let o = 0; o < 33; o++) {
    e = t, n.push(e);
    for (let c = 1; c < 128; c++)
      e = e.add(t), n.push(e);
    t = e.double();
  }
  return n;
};
let z;
const F = (n, t) => {
  const e = t.negate();
  return n ? e : t;
}, ut = (n) => {
  const t = z || (z = lt());
  let e = m, o = B;
  for (let c = 0; c < 33; c++) {
    let r = Number(n & 255n);
    n >>= 8n, r > 128 && (r -= 256, n += 1n);
    const f = c * 128, i = f + Math.abs(r) - 1, h = c % 2 !== 0, l = r < 0;
    r === 0 ? o = o.add(F(h, t[f])) : e = e.add(F(l, t[i]));
  }
  if (n !== 0n)
    throw new Error("invalid wnaf");
  return { p: e, f: o };
};
export {
  y as Point,
  ht as hashes,
  yt as verifyAsync
};
