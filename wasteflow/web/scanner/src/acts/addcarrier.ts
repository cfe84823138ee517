// Giving a load over to a carrier that nobody named beforehand: its driver's phone showed its company, this one names it on
// the road and gives over, with one tap; then the code, as with any carrier.
import type { Load } from "../core/load";
import { mayDo } from "../core/load";
import { h } from "../ui/h";
import { say } from "../ui/texts";
import { type Act, type Me, tap } from "./act";

/** I drive it, and nobody is to carry it after me. */
export function endsWithMe(load: Load): boolean {
  return mayDo(load, "arrived") === "now" && load.carriers.length === load.leg;
}

export const addCarrier: Act<object> = {
  name: "add_carrier",
  fits: (load: Load, me: Me) => endsWithMe(load) && load.to !== null && load.to.org !== me.org,
  ask: ({ to }) => ({ body: [h("p", { class: "quiet-text" }, say("scanner.to.shows", { name: to!.name }))], read: () => ({}) }),
  does: (load, me) => ({
    taps: [tap(load, { kind: "carrier_added", carrier: load.to!.org }), tap(load, { kind: "given_over", plate: me.plate, driver: me.driver })],
  }),
  then: "give",
};
