// Everything this phone signed, the latest first: what waits, what was accepted, what was refused, why, and what to do.
import { again } from "../core/sync";
import type { Entry } from "../core/store";
import type { Standing } from "../core/work";
import { forgetAll, startHandingIn } from "../handing";
import { go, said, type Screen } from "../ui/app";
import { moment } from "../ui/format";
import { h } from "../ui/h";
import { bar, state, top } from "../ui/parts";
import { photosOf } from "./photos";
import { say } from "../ui/texts";

export const queueScreen: Screen = {
  draw(main, standing) {
    const { queue } = standing, open = queue.filter((entry) => entry.state === "waiting" || entry.state === "sent").length;
    main.append(
      top(say("scanner.queue.title"), false),
      h("p", { class: "quiet-text", id: "open", "data-open": open }, open ? say("scanner.queue.open", { count: open }) : say("scanner.queue.none_open")),
      open ? h("button", { class: "main", type: "button", "data-key": "send", onclick: () => startHandingIn() }, say("scanner.queue.send")) : "",
      ended(standing),
      queue.length ? h("ol", { class: "queue" }, ...queue.map((entry) => line(entry, photosOf(entry.id, standing.photos)))) : h("p", { class: "empty" }, say("scanner.queue.empty")),
      bar(standing, "queue"),
    );
  },
};

function line(entry: Entry, photos: Node[]): HTMLElement {
  const { item, told } = entry;
  const warnings = told?.warnings?.map((warning) => h("p", { class: "warning" }, warning.message)) ?? [];
  return h(
    "li", { class: `entry ${entry.state}`, "data-event": entry.id, "data-state": entry.state },
    h("p", { class: "entry-top" }, h("b", {}, say(`words.step.${item.fact.kind}`)), state(entry.state)),
    h("p", { class: "entry-what" }, h("span", { class: "number" }, entry.label), h("time", { datetime: item.occurred_at }, moment(item.occurred_at))),
    ...(entry.state === "waiting" && told?.errors ? [h("p", { class: "quiet-text" }, say("scanner.queue.other_phone"))] : []),
    ...(entry.state === "accepted" ? warnings : []),
    ...(entry.state === "refused" ? refused(entry) : []),
    ...photos,
  );
}

function refused(entry: Entry): Node[] {
  const { told } = entry, settled = told?.case && told.case.outcome !== "open" ? told.case : null;
  const note = settled?.note ? `: ${settled.note}` : "";
  return [
    ...(told?.errors ?? []).map((error) => h("p", { class: "problem" }, error.message)),
    h("p", { class: "quiet-text" }, settled ? `${say(`scanner.queue.case_${settled.outcome}`)}${note}` : say("scanner.queue.what_to_do")),
    ...sendAgain(entry),
  ];
}

/** Sent once more as it is; a site's code is typed anew, since it is never kept. */
function sendAgain(entry: Entry): Node[] {
  const wants = entry.item.fact["mode"] === "site_code", id = `code-${entry.n}`;
  const field = h("input", { id, inputmode: "numeric", autocomplete: "off", maxlength: 6, class: "code", "data-key": id });
  const send = () => {
    const code = field.value.normalize("NFKC").trim();
    if (wants && !/^[0-9]{6}$/.test(code)) return said(say("scanner.six_digits"), true);
    void again(entry, wants ? code : undefined).then(() => startHandingIn());
  };
  return [
    ...(wants ? [h("label", { for: id }, say("scanner.site_code")), field] : []),
    h("button", { class: "second", type: "button", "data-key": `again-${entry.id}`, onclick: send }, say("scanner.queue.again")),
  ];
}

/** A revoked phone shows what was refused before it forgets it. */
function ended({ device, queue }: Standing): Node | string {
  if (!device?.ended) return "";
  const left = queue.some((entry) => entry.state === "waiting" || entry.state === "sent");
  return h(
    "section", { class: "notice" }, h("p", {}, say(left ? "scanner.queue.ended_left" : "scanner.queue.ended")),
    h("button", { class: "second", type: "button", onclick: () => go("enrol") }, say("scanner.enrol.go")),
    !left && h("button", { class: "second danger", type: "button", onclick: () => void forgetAll().then(() => go("start")) }, say("scanner.queue.clear")),
  );
}
