// For control on the road: with a signal a link that shows the leg under way for half an hour to whoever scans it; with none the
// load's signed code, which the officer's phone checks by itself.
import { Answered, ask } from "../core/api";
import type { Standing } from "../core/work";
import type { Screen } from "../ui/app";
import { clock, known } from "../ui/format";
import { h } from "../ui/h";
import { bar, top } from "../ui/parts";
import { drawn } from "../ui/symbol";
import { say } from "../ui/texts";

interface Showing { address: string; expires_at: string }

export const officerScreen: Screen = {
  live: true,
  async draw(main, standing, id) {
    const load = standing.loads.find((one) => one.id === id), host = h("div", {});
    main.append(top(load ? known(load) : say("scanner.load.gone")), host, bar(standing, "officer"));
    const made = await showing(standing, id);
    if (!host.isConnected) return;
    if (typeof made === "object") host.replaceChildren(...code("link", made.address.toUpperCase(), say("scanner.officer.until", { time: clock(made.expires_at) }), say("scanner.officer.hint")));
    else if (load?.sheet) host.replaceChildren(...code("sheet", load.sheet, made, say("scanner.officer.sheet_hint")));
    else host.replaceChildren(h("p", { class: "problem" }, made));
  },
};

/** A fresh link, in place of the one before; or the sentence why there is none. */
async function showing({ device }: Standing, load: string): Promise<Showing | string> {
  try {
    return await ask<Showing>(`/manifests/${load}/showing`, { token: device?.token ?? null, body: {}, patience: 6_000 });
  } catch (error) {
    return (error instanceof Answered && error.sentences.join(" ")) || say("scanner.officer.offline");
  }
}

function code(kind: string, text: string, ...lines: string[]): Node[] {
  return [h("div", { class: "shown-code", role: "img", "aria-label": say("scanner.officer.code"), "data-code": text, "data-kind": kind }, drawn(text)), ...lines.map((line) => h("p", {}, line))];
}
