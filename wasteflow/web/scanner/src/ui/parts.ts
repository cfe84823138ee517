// What several screens are made of.
import type { Standing } from "../core/work";
import { type Load, nextPlace } from "../core/load";
import type { State } from "../core/store";
import { back, go } from "./app";
import { amount, waste } from "./format";
import { h } from "./h";
import { icon } from "./icons";
import { say } from "./texts";

export function top(title: string, withBack = true): HTMLElement {
  return h(
    "header", { class: "top" },
    withBack && h("button", { class: "round", type: "button", onclick: back, "aria-label": say("scanner.back") }, icon("back")),
    h("h1", {}, title),
  );
}

/** The bar at the thumb: scan in the middle, big. */
export function bar(standing: Standing, here: string): HTMLElement {
  const open = standing.queue.filter((entry) => entry.state !== "accepted").length + standing.photos.filter((photo) => photo.problem).length;
  const item = (name: string, sign: Parameters<typeof icon>[0], badge = 0) =>
    h(
      "a", { class: `bar-item ${name}`, href: name === "start" ? "#" : `#${name}`, "aria-current": here === name ? "page" : null, "data-key": `bar-${name}` },
      icon(sign), h("span", {}, say(`scanner.bar.${name}`)),
      badge > 0 && h("b", { class: "badge" }, badge),
    );
  return h("nav", { class: "bar", "aria-label": say("scanner.bar.name") }, item("start", "home"), item("queue", "list", open), item("scan", "scan"), item("me", "person"));
}

/** One load as a card that leads to it. */
export function card(load: Load): HTMLElement {
  return h(
    "button", { class: "card load", type: "button", onclick: () => go("load", load.id), "data-key": load.id },
    h("span", { class: "card-top" }, h("b", { class: "number" }, load.number ?? "—"), status(load)),
    h("span", { class: "waste" }, waste(load)),
    h("span", { class: "way" }, h("b", { class: "kg" }, amount(load)), h("span", {}, `${load.consignor.name} → ${nextPlace(load).name === load.consignor.name ? load.consignee.name : nextPlace(load).name}`)),
  );
}

export function status(load: Load): HTMLElement {
  return h("span", { class: `status ${load.status}` }, say(`words.manifest_status.${load.status}`), load.pending > 0 && h("i", { title: say("scanner.state.waiting") }, " ●"));
}

export function state(of: State): HTMLElement {
  return h("span", { class: `state ${of}` }, icon(of), say(`scanner.state.${of}`));
}
