// What a scanned code is worth, asked with no network; kept for the load's own page, to which the scan leads.
import { h } from "../ui/h";
import type { Standing } from "../core/work";

let last: { load: string; card: HTMLElement } | null = null;

/** The card of a code's text. A number that was typed proves nothing and has none. */
export async function judged(text: string, { loads, device }: Standing): Promise<HTMLElement> {
  const [{ EndedCodes }, { verify }, { verdictCard }] = await Promise.all([import("../reading/verify/ended"), import("../reading/verify"), import("../reading/verdict")]);
  const ended = await EndedCodes.open();
  try {
    const lines = loads.flatMap((load) => load.lines);
    const known = async (number: string) => {
      const line = lines.find((one) => one.label === number);
      return (await ended.known(number)) ?? (line && { seq: line.seq });
    };
    const checked = await verify(text, known);
    return checked.verdict === "unsigned" ? h("p", { class: "quiet-text" }) : verdictCard(checked, listed(checked.says?.kind, device) ? await ended.asOf() : null);
  } finally {
    ended.close();
  }
}

/** Without an account no list of drums is kept: the number of one can be guessed (manifests/scans/ended.py). */
function listed(kind: string | undefined, device: Standing["device"]): boolean {
  return kind !== "label" || (device?.token != null && !device.ended);
}

export function remembered(load: string, card: HTMLElement): void {
  last = { load, card };
}

/** What the latest scan said of this load's code. */
export function verdictOf(load: string): HTMLElement | "" {
  return last?.load === load ? last.card : "";
}
