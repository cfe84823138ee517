// An act, from the first tap to the queue.
import type { Attached } from "../core/events";
import { MayNotSign, type More, record, type Tap } from "../core/queue";
import type { Load } from "../core/load";
import { keep } from "../core/store";
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
export async function perform(act: Act, load: Load, given: Me): Promise<boolean> {
  let me = given;
  void look();
  const asked = act.ask?.(load, me);
  const what = h("p", { class: "what" }, h("b", {}, known(load)), h("br"), `${waste(load)} · ${amount(load)}`);
  const typed = h("input", { id: "plate-typed", autocomplete: "off", autocapitalize: "characters", maxlength: 20 });
  const vehicle = me.plate
    ? [h("p", { class: "quiet-text" }, `${me.plate} · ${me.driver}`)]
    : [h("label", { for: "plate-typed" }, say("scanner.plate")), typed]; // the company has no vehicle in the register
  const done = await sheet({
    title: say(`scanner.act.${act.name}`),
    body: [what, ...vehicle, ...(asked?.body ?? [])],
    confirm: say(`scanner.confirm.${act.name}`),
    ...(act.danger ? { danger: true } : {}),
    async done() {
      const plate = me.plate || typed.value.normalize("NFKC").replaceAll(/\s/g, "").toUpperCase();
      if (!plate) return say("scanner.no_plate");
      if (!me.plate) await keep("plate", plate);
      me = { ...me, plate };
      const given = await asked?.read();
      if (typeof given === "string") return say(given);
      const { taps, ...more } = await act.does(load, me, given);
      return tapped(taps, more);
    },
  });
  if (!done) return false;
  told(`scanner.done.${act.name}`);
  if (act.then) go(act.then, load.id);
  return true;
}

/** Signed and put into the queue, with where it was; or the sentence why this phone may not sign. */
export async function tapped(taps: readonly Tap[], more: More = {}): Promise<string | null> {
  const place = await placed();
  try {
    await record(taps.map((one) => withPlace(one, place)), more);
  } catch (error) {
    if (error instanceof MayNotSign) return say(`scanner.may_not_sign.${error.why}`);
    throw error;
  }
  return null;
}

/** To eye, ear and hand that it is done; and on its way, where there is a signal. */
export function told(word: string): void {
  signal(true);
  said(say(word));
  startHandingIn();
}

function withPlace(tap: Tap, place: Attached): Tap {
  const attached = { ...place, ...tap.attached };
  return Object.keys(attached).length ? { ...tap, attached } : tap;
}
