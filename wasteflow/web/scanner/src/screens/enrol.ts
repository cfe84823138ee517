// The first screen of a fresh phone, and of one whose key was revoked or has expired: the dispatcher's code.
import { Answered } from "../core/api";
import { enrol } from "../core/enrol";
import { forget } from "../core/known";
import type { Standing } from "../core/work";
import { startHandingIn } from "../handing";
import { go, type Screen } from "../ui/app";
import { h } from "../ui/h";
import { languages } from "../ui/languages";
import { language, say } from "../ui/texts";
import { icon } from "../ui/icons";

export const enrolScreen: Screen = {
  live: true,
  draw(main, standing) {
    const given = codeInAddress();
    const field = h("input", { id: "enrol-code", class: "code", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: 12, value: given, required: true });
    const problem = h("p", { class: "problem", role: "alert", id: "enrol-problem" });
    const button = h("button", { class: "main", type: "submit" }, say("scanner.enrol.go"));
    const form = h("form", { class: "enrol" }, h("label", { for: "enrol-code" }, say("scanner.enrol.code")), field, h("p", { class: "quiet-text" }, say("scanner.enrol.where")), problem, button);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void send(field.value, button, problem);
    });
    main.append(
      h("div", { class: "brand" }, h("img", { src: "/scanner/icon.svg", alt: "", width: 56, height: 56 }), h("h1", {}, say("scanner.enrol.title"))),
      languages(() => this.draw((main.replaceChildren(), main), standing, "")),
      ended(standing), form,
      h("button", { class: "quiet", type: "button", "data-key": "check", onclick: () => go("scan") }, say("scanner.enrol.check")),
    );
    if (!given) field.focus();
  },
};

/** `#enrol=CODE` of the dispatcher's symbol; it leaves the address at once. */
function codeInAddress(): string {
  const found = /^#enrol=([0-9A-Za-z-]{4,20})$/.exec(location.hash)?.[1] ?? "";
  if (found) history.replaceState(null, "", location.pathname);
  return found.length === 8 ? `${found.slice(0, 4)}-${found.slice(4)}` : found;
}

async function send(code: string, button: HTMLButtonElement, problem: HTMLElement): Promise<void> {
  button.disabled = true;
  problem.textContent = "";
  try {
    await enrol(code, language);
    await forget(); // the list that anybody may have lacks the drums
    startHandingIn();
    go("start");
  } catch (error) {
    problem.textContent = error instanceof Answered ? error.sentences.join(" ") || say("scanner.enrol.failed") : say("scanner.enrol.offline");
  } finally {
    button.disabled = false;
  }
}

/** Why an enrolled phone is asked again, and what it still holds. */
function ended({ device, queue }: Standing): Node | string {
  if (!device?.ended) return "";
  const open = queue.filter((entry) => entry.state !== "accepted").length;
  return h(
    "section", { class: "notice" }, h("p", {}, icon("refused"), say("scanner.enrol.ended")),
    open > 0 && h("button", { class: "second", type: "button", onclick: () => go("queue") }, say("scanner.enrol.still", { count: open })),
  );
}
