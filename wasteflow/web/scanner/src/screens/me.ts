// My language, whether my place goes with what I sign, and this phone's key.
import { keep, kept } from "../core/store";
import { go, type Screen } from "../ui/app";
import { day } from "../ui/format";
import { h } from "../ui/h";
import { languages } from "../ui/languages";
import { bar, top } from "../ui/parts";
import { say } from "../ui/texts";

export const meScreen: Screen = {
  async draw(main, standing) {
    const { device } = standing;
    const consent = h("input", { type: "checkbox", id: "place", "data-key": "place", checked: (await kept<boolean>("place")) === true });
    consent.addEventListener("change", () => void keep("place", consent.checked));
    const persisted = await navigator.storage?.persisted?.();
    const row = (word: string, text: string) => [h("dt", {}, say(`scanner.me.${word}`)), h("dd", {}, text)];
    main.append(
      top(say("scanner.me.title"), false),
      h("h2", {}, say("scanner.me.language")), languages(() => go("me")),
      h("h2", {}, say("scanner.me.place")),
      h("label", { class: "check", for: "place" }, consent, h("span", {}, say("scanner.me.place_hint"))),
      h("h2", {}, say("scanner.me.phone")),
      device ? h("dl", {}, ...row("driver", device.driver), ...row("label", device.label), ...row("until", device.validUntil ? day(device.validUntil) : "—"), ...row("count", String(device.counter)), ...row("stored", say(persisted ? "scanner.me.kept_safe" : "scanner.me.kept")), h("dt", {}, say("scanner.me.key")), h("dd", { class: "mono" }, device.kid)) : "",
      h("button", { class: "second", type: "button", "data-key": "company", onclick: () => go("company") }, say("scanner.to.title")),
      h("button", { class: "second", type: "button", onclick: () => go("enrol") }, say("scanner.me.again")),
      bar(standing, "me"),
    );
  },
};
