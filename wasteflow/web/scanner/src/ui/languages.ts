// The four languages, each in its own words.
import { h } from "./h";
import { choose, type Language, language, LANGUAGES, say } from "./texts";

export function languages(chosen: () => void): HTMLElement {
  const buttons = Object.entries(LANGUAGES).map(([tag, name]) =>
    h("button", { type: "button", lang: tag, "aria-pressed": tag === language ? "true" : "false", "data-key": `lang-${tag}`, onclick: () => void choose(tag as Language).then(chosen) }, name),
  );
  return h("div", { class: "languages", role: "group", "aria-label": say("scanner.me.language") }, ...buttons);
}
