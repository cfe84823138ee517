// Hand-over between carriers: the next one signs on its own driver's phone. The phone before it may still have to hand
// in what comes before, so this one may be refused for a while.
import { nextCarrier } from "../core/load";
import { type Act, tap } from "./act";

export const takeOver: Act = {
  name: "take_over",
  fits: (load, me) => ["in_transit", "at_stop", "in_temporary_storage"].includes(load.status) && nextCarrier(load)?.org === me.org,
  taps: (load, me) => [{ ...tap(load, { kind: "handed_over", plate: me.plate, driver: me.driver }), patient: true }],
};
