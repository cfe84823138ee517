// A round of small producers: the next call with what can be done there, then the others in their order.
import { collect, deliver, load, skip } from "../acts/calls";
import { type Call, isOpen, loaded, type Round } from "../core/rounds";
import { go, type Screen } from "../ui/app";
import { day, kg } from "../ui/format";
import { h } from "../ui/h";
import { bar, top } from "../ui/parts";
import { say } from "../ui/texts";

export const roundScreen: Screen = {
  draw(main, standing, of) {
    const [id = "", n = ""] = of.split(".");
    const round = standing.rounds.find((one) => one.id === id);
    if (!round) {
      main.append(top(say("scanner.load.gone")), h("p", { class: "empty" }, say("scanner.load.gone_hint")), bar(standing, "round"));
      return;
    }
    const here = round.calls.find((call) => call.n === (Number(n) || round.next));
    main.append(
      top(say("scanner.round.title", { day: day(round.day) })),
      here && round.status !== "arrived" ? at(round, here) : "",
      delivery(round),
      h("h2", {}, say("scanner.round.calls")),
      h("ol", { class: "calls" }, ...round.calls.map((call) => listed(round, call, call === here))),
      bar(standing, "round"),
    );
  },
};

/** The call the driver stands at. */
function at(round: Round, call: Call): HTMLElement {
  const button = (name: string, kind: string, does: (round: Round, call: Call) => Promise<boolean>) =>
    h("button", { class: kind, type: "button", "data-key": `call-${name}`, onclick: () => void does(round, call).then((done) => done && go("round", round.id)) }, say(`scanner.call.${name}`));
  const acts = call.status === "planned" ? [button("collect", "main", collect), button("skip", "second danger", skip)]
    : call.status === "filled" || call.status === "signed" ? [button("load", "main", load)] : [];
  return h(
    "section", { class: "what-it-is" },
    h("p", { class: "lead" }, h("b", {}, `${call.n} · ${call.site.name}`), state(call)),
    call.site.address && h("p", { class: "quiet-text" }, call.site.address),
    h("p", {}, h("b", {}, call.waste), ` ${call.code} `, call.kg && h("span", { class: "nowrap" }, kg(Number(call.kg)))),
    ...acts,
  );
}

function delivery(round: Round): Node | string {
  if (round.status !== "under_way" || !loaded(round).length) return "";
  const last = !round.calls.some(isOpen);
  return h("button", { class: last ? "main" : "second", type: "button", "data-key": "call-deliver", onclick: () => void deliver(round).then((done) => done && go("round", round.id)) }, say("scanner.call.deliver"));
}

function listed(round: Round, call: Call, here: boolean): HTMLElement {
  return h("li", { value: call.n }, h("button", { class: here ? "call here" : "call", type: "button", "data-key": `at-${call.n}`, "data-status": call.status, onclick: () => go("round", `${round.id}.${call.n}`) }, h("span", {}, h("b", {}, `${call.n} · ${call.site.name}`), h("small", {}, call.waste)), state(call)));
}

function state({ status }: Call): HTMLElement {
  return h("span", { class: `status ${status}` }, say(`words.call_status.${status}`));
}
