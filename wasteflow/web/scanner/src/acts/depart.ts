// Pick-up: the carrier signs and leaves with the load.
import { type Act, mine, tap } from "./act";

export const depart: Act = {
  name: "depart",
  fits: (load, me) => load.status === "signed" && mine(load, me),
  taps: (load, me) => [tap(load, { kind: "departed", plate: me.plate, driver: me.driver })],
};
