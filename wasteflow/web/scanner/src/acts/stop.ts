// Temporary storage on the way: the vehicle stands at the storer's gate; later it leaves again with the load.
import { openStop } from "../core/load";
import { type Act, mine, tap } from "./act";

export const stop: Act = {
  name: "stop",
  fits: (load, me) => load.status === "in_transit" && mine(load, me) && openStop(load)?.arrived_at === null,
  taps: (load) => [tap(load, { kind: "stopped" })],
};

export const resume: Act = {
  name: "resume",
  fits: (load, me) => ["at_stop", "in_temporary_storage"].includes(load.status) && mine(load, me),
  taps: (load, me) => [tap(load, { kind: "resumed", plate: me.plate, driver: me.driver })],
};
