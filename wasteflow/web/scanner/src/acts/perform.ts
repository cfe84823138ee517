// An act, from the first tap to the queue.
import type { Attached } from "../core/events";
import { record, type Tap } from "../core/queue";
import type { Load } from "../core/load";
import { go, said } from "../ui/app";
import { amount, known, waste } from "../ui/format";
import { h } from "../ui/h";
import { look, placed } from "../ui/place";
import { sheet } from "../ui/sheet";
import { say } from "../ui/texts";
import { signal } from "../ui/signal";
import { startHandingIn } from "../handing";
import type { Act, Me } from "./act";

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
      const place = await placed(), { taps, ...more } = await act.does(load, me, given);
      await record(taps.map((one) => withPlace(one, place)), more);
      return null;
    },
  });
  if (!done) return false;
  signal(true);
  said(say(`scanner.done.${act.name}`));
  startHandingIn();
  if (act.then) go(act.then, load.id);
  return true;
}

function withPlace(tap: Tap, place: Attached): Tap {
  const attached = { ...place, ...tap.attached };
  return Object.keys(attached).length ? { ...tap, attached } : tap;
}
