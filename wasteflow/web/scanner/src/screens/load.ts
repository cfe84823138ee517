// One load: what it is, and the one or two things that can be done with it now.
import { possible } from "../acts";
import { stands } from "../acts/absent";
import { endsWithMe } from "../acts/addcarrier";
import type { Me } from "../acts/act";
import { perform } from "../acts/perform";
import type { Standing } from "../core/work";
import type { At, Load } from "../core/load";
import type { Entry } from "../core/store";
import { go, type Screen } from "../ui/app";
import { amount, clock, kg, known } from "../ui/format";
import { h } from "../ui/h";
import { verdictOf } from "./verdict";
import { icon } from "../ui/icons";
import { bar, state, status, top } from "../ui/parts";
import { say } from "../ui/texts";

export const loadScreen: Screen = {
  draw(main, standing, id) {
    const load = standing.loads.find((one) => one.id === id);
    if (!load) {
      main.append(top(say("scanner.load.gone")), h("p", { class: "empty" }, say("scanner.load.gone_hint")), bar(standing, "load"));
      return;
    }
    main.append(top(known(load)), what(load), acts(load, meOf(standing)), shownAgain(standing, load), forOfficer(load), verdictOf(id), history(standing.queue.filter((entry) => entry.subject === id)), bar(standing, "load"));
  },
};

export function meOf({ device, plate }: Standing): Me {
  return { org: device?.org ?? "", driver: device?.driver ?? "", plate };
}

function what(load: Load): HTMLElement {
  const row = (word: string, ...text: (Node | string)[]) => [h("dt", {}, say(`scanner.load.${word}`)), h("dd", {}, ...text)];
  return h(
    "section", { class: "what-it-is" },
    h("p", { class: "lead" }, h("b", { class: "kg" }, amount(load)), status(load)),
    h("ul", { class: "lines" }, ...load.lines.map((line) => h("li", {}, h("b", {}, line.name), ` ${line.code} `, h("span", { class: "nowrap" }, kg(Number(line.kg))), line.hazards ? h("i", { class: "hazard" }, line.hazards) : ""))),
    h("dl", {}, ...row("from", ...where(load.consignor)), ...(load.stop ? row("by", ...where(load.stop)) : []), ...row("to", ...where(load.consignee))),
  );
}

function where(place: At): (Node | string)[] {
  return [place.name, place.address ? h("small", { class: "address" }, place.address) : ""];
}

function acts(load: Load, me: Me): HTMLElement {
  const found = possible(load, me);
  const button = (act: (typeof found)[number], kind: string) =>
    h("button", { class: `${kind}${act.danger ? " danger" : ""}`, type: "button", "data-key": `act-${act.name}`, onclick: () => void perform(act, load, me) }, say(`scanner.act.${act.name}`));
  const main = found.filter((act) => !act.minor), minor = found.filter((act) => act.minor);
  return h(
    "section", { class: "acts", "aria-label": say("scanner.load.acts") },
    ...main.slice(0, 2).map((act, n) => button(act, n ? "second" : "main")),
    stands(load) && !load.shown && h("button", { class: "second", type: "button", "data-key": "scan-shown", onclick: () => go("scan") }, icon("scan"), say("scanner.shown.scan")),
    !main.length && !stands(load) && h("p", { class: "quiet-text" }, say("scanner.load.nothing")),
    endsWithMe(load) && !load.to && h("button", { class: "second", type: "button", "data-key": "scan-company", onclick: () => go("scan") }, icon("scan"), say("scanner.to.scan")),
    minor.length + main.length > 2 || minor.length > 0 ? h("div", { class: "minor" }, ...[...main.slice(2), ...minor].map((act) => button(act, "second"))) : "",
  );
}

/** The code for the next carrier's phone, once it was signed and until that one is known to have the load. */
function shownAgain({ queue }: Standing, load: Load): Node | string {
  const given = queue.find((entry) => entry.subject === load.id && !entry.carried);
  if (given?.item.fact.kind !== "given_over" || given.state === "refused") return "";
  return h("button", { class: "second", type: "button", "data-key": "show-code", onclick: () => go("give", load.id) }, say("scanner.give.again"));
}

/** While it is under way: for who stops the vehicle. */
function forOfficer({ id, status }: Load): Node | string {
  if (status !== "in_transit" && status !== "at_stop") return "";
  return h("button", { class: "second", type: "button", "data-key": "officer", onclick: () => go("officer", id) }, say("scanner.officer.show"));
}

function history(entries: Entry[]): HTMLElement {
  return h("ol", { class: "history" }, ...entries.map((entry) => h("li", {}, h("time", {}, clock(entry.item.occurred_at)), h("span", {}, say(`words.step.${entry.item.fact.kind}`)), state(entry.state))));
}
