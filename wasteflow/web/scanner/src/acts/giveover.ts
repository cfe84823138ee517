// Giving a load over to the next carrier: this phone says so, and shows it as a code that the other one scans. No signal
// is needed on either side: what this phone signed and could not hand in goes along.
import { mayDo } from "../core/load";
import { type Act, tap } from "./act";

export const giveOver: Act = {
  name: "give_over",
  fits: (load) => mayDo(load, "given_over") === "now",
  does: (load, me) => ({ taps: [tap(load, { kind: "given_over", plate: me.plate, driver: me.driver })] }),
  then: "give",
};
