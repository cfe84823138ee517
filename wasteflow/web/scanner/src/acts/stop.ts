// Temporary storage on the way: the vehicle stands at the storer's gate; later it leaves again with the load.
import { mayDo } from "../core/load";
import { type Act, tap } from "./act";

export const stop: Act = {
  name: "stop",
  fits: (load) => mayDo(load, "stopped") === "now",
  does: (load) => ({ taps: [tap(load, { kind: "stopped" })] }),
};

export const resume: Act = {
  name: "resume",
  fits: (load) => mayDo(load, "resumed") !== null, // the storer weighs it in on a screen of its own
  does: (load, me) => ({ taps: [{ ...tap(load, { kind: "resumed", plate: me.plate, driver: me.driver }), patient: mayDo(load, "resumed") === "after" }] }),
};
