// Whether a code is to be believed, and what it says: a card with a shape and a word before any colour.
import { h } from "../ui/h";
import { language, say } from "../ui/texts";
import "./verdict.css";
import type { Checked, Says } from "./verify";

const GOOD = ["genuine"], BAD = ["altered", "unknown_issuer", "revoked"];
const SIGNS = { good: "✓", odd: "!", bad: "✕" };

/** `asOf`: up to when this phone knows what ended; null: it knows of no ends yet. */
export function verdictCard(checked: Checked, asOf: Date | null): HTMLElement {
  const { verdict, says, revokedAt } = checked;
  const kind = GOOD.includes(verdict) ? "good" : BAD.includes(verdict) ? "bad" : "odd";
  return h(
    "section", { class: `verdict ${kind}`, "data-verdict": verdict, role: kind === "good" ? "status" : "alert" },
    h("span", { class: "sign", "aria-hidden": "true" }, SIGNS[kind]),
    h("h2", {}, say(`console.qr.${verdict}`)),
    h("p", {}, say(`console.qr.${verdict}_hint`)),
    revokedAt && h("p", {}, say("scanner.reading.ended_at", { time: moment(revokedAt) })),
    says && facts(says),
    says && verdict !== "revoked" && h("p", { class: "quiet-text" }, ends(asOf)),
  );
}

// Without the list of what ended a genuine code may still be of a drum that was emptied long ago.
function ends(asOf: Date | null): string {
  return asOf ? say("scanner.reading.ends_as_of", { time: moment(asOf) }) : say("scanner.reading.ends_unknown");
}

function facts(says: Says): HTMLElement {
  const words = says.kind === "label" ? "batch_status" : "manifest_status";
  const lines = says.lines.map((line) => `${line.code} ${exactly(line.kg)}`);
  if (says.moreLines) lines.push(say("console.qr.more", { n: says.moreLines }));
  const rows: [string, string][] = [
    ["state", says.state && say(`words.${words}.${says.state}`)], ["kg", exactly(says.kg)],
    ["at", moment(says.issuedAt)], ["until", says.expiresAt ? moment(says.expiresAt) : ""],
    ["plate", says.plate], ["consignor", says.consignor], ["carrier", says.carrier], ["consignee", says.consignee],
    ["lines", lines.join(", ")],
  ];
  const shown = rows.filter(([, value]) => value);
  return h("dl", {}, ...shown.map(([name, value]) => h("div", {}, h("dt", {}, say(`console.qr.${name}`)), h("dd", {}, value))));
}

/** With its year: labels are believed for more than one. All of the Bay Area keeps one time. */
function moment(time: Date): string {
  return time.toLocaleString(language, { dateStyle: "medium", timeStyle: "short", timeZone: "Asia/Shanghai" });
}

/** A signed weight is shown as it was signed, to the gram. */
function exactly(weight: number): string { return `${weight.toLocaleString(language, { maximumFractionDigits: 3 })} kg`; }
