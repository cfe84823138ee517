// Everything a driver can do, in the order in which the buttons stand. A new act: its file, a line here, its texts.
import type { Load } from "../core/load";
import { absent, leave } from "./absent";
import type { Act, Me } from "./act";
import { addCarrier } from "./addcarrier";
import { arrive } from "./arrive";
import { depart, departSeen } from "./depart";
import { giveOver } from "./giveover";
import { refuse } from "./refuse";
import { shownCode } from "./shown";
import { resume, stop } from "./stop";
import { takeOver } from "./takeover";

const ACTS = [takeOver, depart, stop, addCarrier, arrive, giveOver, resume, shownCode, leave, absent, departSeen, refuse] as unknown as readonly Act[];

/** What is possible now, the next step first. */
export function possible(load: Load, me: Me): Act[] {
  return ACTS.filter((act) => act.fits(load, me));
}
