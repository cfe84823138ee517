// RFC 8785: one spelling of JSON, so that what was signed can be written again. ECMAScript's own spelling of texts and
// numbers is the one the RFC asks for; what is left is the order of names and the absence of blanks.
import { type Bytes, utf8 } from "./bytes";

const LONE = /\p{Surrogate}/u;

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

export function canonical(value: Json): Bytes {
  return utf8(spelled(value));
}

function spelled(value: Json): string {
  if (typeof value === "string" && LONE.test(value)) throw new TypeError("a lone surrogate has no spelling");
  if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError("JSON has no such number");
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(spelled).join(",")}]`;
  const names = Object.keys(value).sort(); // by UTF-16 code units, as the RFC says
  return `{${names.map((name) => `${JSON.stringify(name)}:${spelled(value[name]!)}`).join(",")}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
