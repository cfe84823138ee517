// An act, from the first tap to the queue.
import { record } from "../core/queue";
import type { Load } from "../core/load";
import { said } from "../ui/app";
import { amount, known, waste } from "../ui/format";
import { h } from "../ui/h";
import { look, placed } from "../ui/place";
import { sheet } from "../ui/sheet";
import { say } from "../ui/texts";
import { signal } from "../ui/signal";
import { startHandingIn } from "../handing";
import type { Act, Me } from "./act";

const PLACED = new Set(["departed", "handed_over", "arrived", "stopped", "resumed", "difference_found"]);

/** True where it was done. */
export async function perform(act: Act, load: Load, me: Me): Promise<boolean> {
  void look();
  const asked = act.ask?.(load, me);
  const what = h("p", { class: "what" }, h("b", {}, known(load)), h("br"), `${waste(load)} · ${amount(load)}`);
  const vehicle = h("p", { class: "quiet-text" }, `${me.plate} · ${me.driver}`);
  const done = await sheet({
    title: say(`scanner.act.${act.name}`),
    body: [what, vehicle, ...(asked?.body ?? [])],
    confirm: say(`scanner.confirm.${act.name}`),
    ...(act.danger ? { danger: true } : {}),
    async done() {
      const given = await asked?.read();
      if (typeof given === "string") return say(given);
      const place = await placed();
      const taps = (await act.taps(load, me, given)).map((one) => (PLACED.has(one.fact.kind) ? { ...one, fact: { ...one.fact, ...place } } : one));
      await record(taps, act.photos?.(load, given) ?? []);
      return null;
    },
  });
  if (!done) return false;
  signal(true);
  said(say(`scanner.done.${act.name}`));
  startHandingIn();
  return true;
}
