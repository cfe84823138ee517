// The two numbers a person types where nothing can be scanned, looked at as they are typed. What is wrong is a text's key and
// its facts; what is only doubtful can be sent all the same.

export interface Wrong { key: string; facts: Record<string, string | number> }

/** `value`: its one spelling. Nothing wrong and `whole`: it can be sent. */
export interface Typed { value: string; shown: string; whole: boolean; wrong: Wrong | null; doubt: Wrong | null }

export interface Form {
  name: "digital_code" | "manifest_number";
  letter: "L" | "M";
  groups: readonly number[];
  digitsOnly: boolean;
  judged(value: string, today: Date): Pick<Typed, "wrong" | "doubt">;
}

// GB 32100-2015: neither I, O, S, V nor Z, since they are mistaken for digits.
const CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const LOOKALIKE: Record<string, string> = { I: "1", O: "0", S: "5", V: "U", Z: "2", L: "1", B: "8", Q: "0", D: "0", G: "6" };
const DAY_AT = 26, SERIAL_AT = 34;

/** HJ 1276: the unit's credit code 18, waste code 8, day 8, serial 3, as the label prints them. */
export const DIGITAL_CODE: Form = {
  name: "digital_code",
  letter: "L",
  groups: [18, 8, 8, 3],
  digitsOnly: false,
  judged(value, today) {
    const wrong = wrongCharacter(value, (place) => (place > 2 && place <= 8) || place > 18 ? "0123456789" : CREDIT)
      ?? wrongDay(value.slice(DAY_AT, SERIAL_AT), today)
      ?? (value.slice(SERIAL_AT) === "000" ? say("serial") : null);
    const unit = value.slice(0, 18);
    const odd = !wrong && unit.length === 18 && unit.charAt(17) !== checkCharacter(unit.slice(0, 17));
    return { wrong, doubt: odd ? say("check_digit") : null };
  },
};

/** The Transfer Measures' number: year 4, city 4, serial 6. */
export const MANIFEST_NUMBER: Form = {
  name: "manifest_number",
  letter: "M",
  groups: [4, 4, 6],
  digitsOnly: true,
  judged(value, today) {
    const year = Number(value.slice(0, 4)), last = today.getFullYear() + 1;
    const wrong = wrongCharacter(value, () => "0123456789")
      ?? (value.length >= 4 && (year < 2000 || year > last) ? say("year", { year }) : null)
      ?? (value.slice(8) === "000000" ? say("serial") : null);
    return { wrong, doubt: null };
  },
};

export const FORMS: readonly Form[] = [DIGITAL_CODE, MANIFEST_NUMBER];

/** What was typed so far, as it should stand, and what is wrong with it. */
export function typed(text: string, form: Form, today: Date): Typed {
  const value = spelled(text);
  const length = form.groups.reduce((sum, count) => sum + count, 0);
  const judged = form.judged(value, today);
  const wrong = judged.wrong ?? (value.length > length ? say("long", { length, over: value.length - length }) : null);
  return { ...judged, wrong, value, shown: grouped(value, form.groups), whole: value.length === length && !wrong };
}

/** Why a number that is not whole cannot be sent. */
export function short(found: Typed, form: Form): Wrong {
  const length = form.groups.reduce((sum, count) => sum + count, 0);
  return found.wrong ?? say("short", { length, typed: found.value.length });
}

function spelled(text: string): string { return text.normalize("NFKC").toUpperCase().replace(/[\s.\-_·]/g, ""); }

export function grouped(value: string, groups: readonly number[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const count of groups) {
    if (at < value.length) parts.push(value.slice(at, (at += count)));
  }
  return [...parts, value.slice(at)].filter(Boolean).join(" ");
}

function wrongCharacter(value: string, alphabet: (place: number) => string): Wrong | null {
  for (const [n, character] of [...value].entries()) {
    const allowed = alphabet(n + 1);
    if (allowed.includes(character)) continue;
    const meant = LOOKALIKE[character];
    return meant && allowed.includes(meant)
      ? say("lookalike", { place: n + 1, character, meant })
      : say(allowed.length === 10 ? "digit" : "character", { place: n + 1, character });
  }
  return null;
}

function wrongDay(digits: string, today: Date): Wrong | null {
  if (digits.length < 8) return null;
  const [year, month, day] = [Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6))];
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return say("no_day", { digits });
  return date.getTime() > today.getTime() + 86_400_000 ? say("future", { digits }) : null;
}

/** The 18th character that belongs to the first 17 (GB 32100-2015). */
function checkCharacter(first17: string): string {
  const total = [...first17].reduce((sum, character, n) => sum + CREDIT.indexOf(character) * WEIGHTS[n]!, 0);
  return CREDIT.charAt((31 - (total % 31)) % 31);
}

function say(key: string, facts: Wrong["facts"] = {}): Wrong { return { key: `wrong.${key}`, facts }; }
