// What was scanned, and where it leads: to the load, to another driver's hand-over, or to what the code says by itself.
import type { View } from "../reading";
import { stands } from "../acts/absent";
import { endsWithMe } from "../acts/addcarrier";
import { type Company, hold as holdCompany, read as readCompany } from "../core/company";
import { hold, type Worth, worth } from "../core/shown";
import { shown } from "../core/taking";
import { standing } from "../core/work";
import type { Load } from "../core/load";
import { go, type Screen } from "../ui/app";
import { amount, known, waste } from "../ui/format";
import { h } from "../ui/h";
import { bar, top } from "../ui/parts";
import { say } from "../ui/texts";
import { judged, remembered } from "./verdict";

const OURS = /\/[LM]\/([0-9A-Z]{1,40})(?:#|$)/i;
let view: View | null = null;

export const scanScreen: Screen = {
  live: true,
  async draw(main, now) {
    const host = h("div", { class: "reading-host" });
    main.append(top(say("scanner.scan.title")), host, now.device?.token && !now.device.ended ? bar(now, "scan") : "");
    const { mountReading } = await import("../reading");
    if (host.isConnected) view = mountReading(host, { say, onRead: ({ text }) => read(text, host) });
  },
  close() {
    view?.close();
    view = null;
  },
};

/** False where it is none of ours. */
async function read(text: string, host: HTMLElement): Promise<boolean> {
  const given = await shown(text);
  if (given) return opened(given);
  const code = await worth(text);
  if (code) return signingCode(code, host);
  const company = readCompany(text);
  if (company) return nextCarrier(company, host);
  const number = OURS.exec(text)?.[1]?.toUpperCase();
  if (!number) return false;
  const now = await standing(), found = withNumber(now.loads, number), enrolled = now.device?.token && !now.device.ended;
  const card = await judged(text, now);
  if (found.length === 1) {
    remembered(found[0]!.id, card);
    return opened(found[0]!.id);
  }
  return instead(host, [card, found.length || !enrolled ? "" : h("p", { class: "notice" }, say("scanner.scan.not_mine"))], found);
}

/** The code of a consignor's site: on to its load, or the choice of them; else why it is worth nothing. */
async function signingCode(code: Worth, host: HTMLElement): Promise<true> {
  if (typeof code === "string") return instead(host, [h("p", { class: "notice bad", role: "alert" }, say(`scanner.shown.${code}`))], []);
  await hold(code);
  const waiting = (await standing()).loads.filter((load) => load.consignor.site === code.site && stands(load));
  if (waiting.length === 1) return opened(waiting[0]!.id);
  return instead(host, [h("p", { class: "notice" }, say(waiting.length ? "scanner.shown.which" : "scanner.shown.none", { name: code.name }))], waiting);
}

/** The company of a driver who wants a load: on to the one that is on my vehicle, or the choice of them. */
async function nextCarrier(company: Company, host: HTMLElement): Promise<true> {
  await holdCompany(company);
  const mine = (await standing()).loads.filter(endsWithMe);
  if (mine.length === 1) return opened(mine[0]!.id);
  return instead(host, [h("p", { class: "notice" }, say(mine.length ? "scanner.to.which" : "scanner.to.none", { name: company.name }))], mine);
}

/** In the camera's place: what is to be said, the loads to choose from, and the way back to the camera. */
function instead(host: HTMLElement, told: (Node | string)[], loads: readonly Load[]): true {
  scanScreen.close?.();
  const choice = loads.map((load) => h("button", { class: "second", type: "button", onclick: () => go("load", load.id) }, h("b", {}, known(load)), h("small", {}, `${waste(load)} · ${amount(load)}`)));
  const again = h("button", { class: choice.length ? "second" : "main", type: "button", onclick: () => void anew(host) }, say("scanner.scan.again"));
  host.replaceChildren(...told, ...choice, again);
  (choice[0] ?? again).focus();
  return true;
}

function opened(load: string): true {
  go("load", load);
  return true;
}

async function anew(host: HTMLElement): Promise<void> {
  const { mountReading } = await import("../reading");
  view = mountReading(host, { say, onRead: ({ text }) => read(text, host) });
}

function withNumber(loads: Load[], number: string): Load[] {
  return loads.filter((load) => load.number === number || load.lines.some((line) => line.label === number));
}
