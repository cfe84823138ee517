// Delivery: the vehicle stands at the consignee's gate.
import { mayDo } from "../core/load";
import { type Act, tap } from "./act";

export const arrive: Act = {
  name: "arrive",
  fits: (load) => mayDo(load, "arrived") === "now",
  does: (load) => ({ taps: [tap(load, { kind: "arrived" })] }),
};
