// Pick-up: the carrier signs and leaves with the load. Where the consignor has signed on its own screen and this phone
// could not hear of it yet, the driver has seen it: the server compares when both have come.
import { mayDo } from "../core/load";
import { type Act, tap } from "./act";

export const depart: Act = {
  name: "depart",
  fits: (load) => mayDo(load, "departed") === "now",
  does: (load, me) => ({ taps: [tap(load, { kind: "departed", plate: me.plate, driver: me.driver })] }),
};

export const departSeen: Act = {
  name: "depart_seen",
  fits: (load) => mayDo(load, "departed") === "after",
  does: (load, me) => ({ taps: [{ ...tap(load, { kind: "departed", plate: me.plate, driver: me.driver }), patient: true }] }),
};
