// Delivery: the vehicle stands at the consignee's gate.
import { type Act, mine, tap } from "./act";

export const arrive: Act = {
  name: "arrive",
  fits: (load, me) => load.status === "in_transit" && mine(load, me),
  taps: (load) => [tap(load, { kind: "arrived" })],
};
