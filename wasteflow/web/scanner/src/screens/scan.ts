// What was scanned, and where it leads: to the load, or to what the code says by itself.
import { standing } from "../core/work";
import type { Load } from "../core/load";
import { go, said, type Screen } from "../ui/app";
import { h } from "../ui/h";
import { bar, top } from "../ui/parts";
import { say } from "../ui/texts";

const OURS = /\/[LM]\/([0-9A-Z]{1,40})(?:#|$)/i;

export const scanScreen: Screen = {
  live: true,
  draw(main, now) {
    const field = h("input", { id: "number", class: "code", autocomplete: "off", autocapitalize: "characters", maxlength: 40 });
    const form = h("form", { class: "typed" }, h("label", { for: "number" }, say("scanner.scan.type")), field, h("button", { class: "main", type: "submit" }, say("scanner.scan.look")));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void found(field.value.replaceAll(/\s/g, ""));
    });
    main.append(top(say("scanner.scan.title")), form, bar(now, "scan"));
    field.focus();
  },
};

/** Go to the load with this number. */
async function found(number: string): Promise<void> {
  const [load] = withNumber((await standing()).loads, number);
  if (load) go("load", load.id);
  else said(say("scanner.scan.not_mine"), true);
}

export function numberIn(text: string): string | null {
  return OURS.exec(text)?.[1]?.toUpperCase() ?? null;
}

export function withNumber(loads: Load[], number: string): Load[] {
  const wanted = number.toUpperCase();
  return loads.filter((load) => load.number === wanted || load.lines.some((line) => line.label === wanted));
}
