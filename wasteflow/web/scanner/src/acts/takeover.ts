// Hand-over between carriers: the next one signs on its own driver's phone. The phone before it may still have to hand
// in what comes before, so this one may be refused for a while.
import { mayDo } from "../core/load";
import { carriedFor } from "../core/taking";
import { type Act, tap } from "./act";

export const takeOver: Act = {
  name: "take_over",
  fits: (load) => mayDo(load, "handed_over") !== null,
  does: async (load, me) => ({
    taps: [{ ...tap(load, { kind: "handed_over", plate: me.plate, driver: me.driver }), patient: true }],
    carried: await carriedFor(load.id),
  }),
};
