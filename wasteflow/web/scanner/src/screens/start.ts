// The driver's own round: my vehicle, where to next, my loads.
import { type Standing, standIn } from "../core/work";
import { isOpen } from "../core/rounds";
import { keep } from "../core/store";
import { type Load, nextPlace } from "../core/load";
import { go, said, type Screen } from "../ui/app";
import { day, moment } from "../ui/format";
import { h } from "../ui/h";
import { icon } from "../ui/icons";
import { bar, card } from "../ui/parts";
import { say } from "../ui/texts";

const ORDER = ["in_transit", "at_stop", "arrived", "in_temporary_storage", "signed", "published"];

export const startScreen: Screen = {
  draw(main, standing) {
    const [mine, others] = split(standing);
    main.append(
      head(standing),
      vehicle(standing),
      mine.length ? next(mine[0]!, mine) : "",
      mine.length || standing.rounds.some((round) => round.mine) ? "" : h("p", { class: "empty" }, say(standing.work ? "scanner.start.none" : "scanner.start.not_yet")),
      ...rounds(standing),
      ...(mine.length ? [h("h2", {}, say("scanner.start.mine")), ...mine.map(card)] : []),
      standing.whole ? "" : h("button", { class: "quiet", type: "button", "data-key": "stand-in", onclick: () => void standsIn() }, say("scanner.start.stand_in")),
      others.length > 0 ? h("details", {}, h("summary", {}, say("scanner.start.others", { count: others.length })), ...others.map(card)) : "",
      bar(standing, "start"),
    );
  },
};

async function standsIn(): Promise<void> {
  if (!(await standIn())) said(say("scanner.start.stand_in_offline"), true);
}

/** Mine, or nobody's yet; and those of the company's other drivers. What is delivered stays until it was handed in. */
function split({ loads }: Standing): [Load[], Load[]] {
  const open = loads.filter((load) => ORDER.includes(load.status) && !(load.status === "arrived" && load.pending === 0));
  const sorted = open.sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
  return [sorted.filter((load) => load.mine !== false), sorted.filter((load) => load.mine === false)];
}

function head({ device, at, queue }: Standing): HTMLElement {
  const open = queue.filter((entry) => entry.state === "waiting" || entry.state === "sent").length;
  const word = open ? say("scanner.start.waiting", { count: open }) : say(navigator.onLine ? "scanner.start.all_sent" : "scanner.start.offline");
  return h(
    "header", { class: "head" },
    h("h1", {}, device?.driver ?? ""),
    h("p", { class: open ? "standing open" : "standing", id: "standing" }, icon(open ? "waiting" : "accepted"), word, at ? h("small", {}, say("scanner.start.as_of", { time: moment(at) })) : ""),
  );
}

function vehicle({ work, plate }: Standing): HTMLElement {
  const choice = h("select", { id: "plate", "data-key": "plate" }, ...(work?.plates ?? []).map((one) => h("option", { value: one, selected: one === plate }, one)));
  choice.addEventListener("change", () => void keep("plate", choice.value));
  return h("div", { class: "vehicle" }, icon("truck"), h("label", { for: "plate" }, say("scanner.start.vehicle")), choice);
}

/** Each round of small producers, with the call that is next; it leads to the round's own page. */
function rounds({ rounds }: Standing): HTMLElement[] {
  const going = rounds.filter((round) => round.mine && (round.status === "planned" || round.status === "under_way"));
  return going.map((round) => {
    const ahead = round.calls.filter(isOpen), [call] = ahead;
    const lead = call ? [h("b", {}, `${call.n} · ${call.site.name}`), h("span", {}, call.site.address || call.waste)] : [h("b", {}, round.consignee.name)];
    return h(
      "section", { class: "round-ahead" }, h("h2", {}, say("scanner.start.round", { day: day(round.day), count: ahead.length })),
      h("button", { class: "next", type: "button", "data-key": `round-${round.id}`, onclick: () => go("round", round.id) }, icon("place"), h("div", {}, h("small", {}, say("scanner.round.next")), ...lead)),
    );
  });
}

function next(load: Load, all: Load[]): HTMLElement {
  const place = nextPlace(load), there = all.filter((one) => nextPlace(one).site === place.site).length;
  const what = load.status === "signed" || load.status === "published" ? "scanner.start.fetch" : "scanner.start.bring";
  return h("section", { class: "next" }, icon("place"), h("div", {}, h("small", {}, say("scanner.start.next")), h("b", {}, place.name), h("span", {}, say(what, { count: there }))));
}
