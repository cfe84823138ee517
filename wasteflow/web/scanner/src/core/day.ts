// The driver's day as the server told it last, kept for where there is no signal; with what the queue adds to it.
import { Answered, ask, Offline } from "./api";
import type { Entry } from "./store";
import { changed, current, database, type Device, keep, kept } from "./store";
import { evolve, type Load, type Stored } from "./load";
import { entries, unanswered } from "./queue";

export interface Day {
  at: string;
  org: { id: string; name: string };
  driver: string;
  vehicles: string[];
  loads: Stored[];
}

/** Where a driver's app stands. */
export interface Standing {
  device: Device | undefined;
  day: Day | undefined;
  loads: Load[];
  queue: Entry[];
  plate: string; // of the vehicle driven today
}

/** Everything a screen shows, read anew. */
export async function standing(): Promise<Standing> {
  const [device, day, queue, plate] = await Promise.all([current(), kept<Day>("day"), entries(), kept<string>("plate")]);
  const taken = (await kept<Stored[]>("taken")) ?? [];
  const known = new Set(day?.loads.map((load) => load.id));
  const stored = [...(day?.loads ?? []), ...taken.filter((load) => !known.has(load.id))];
  const oldest = [...queue].reverse();
  return { device, day, queue, plate: plate ?? day?.vehicles[0] ?? "", loads: stored.map((load) => folded(load, oldest)) };
}

/** A load with what was tapped here and the server has not told of yet. */
function folded(stored: Stored, queue: readonly Entry[]): Load {
  const mine = queue.filter((entry) => entry.subject === stored.id && stillToCome(entry, stored.seq));
  const load = mine.reduce((state, { item }) => evolve(state, item.fact, item.occurred_at), stored);
  return { ...load, pending: mine.filter((entry) => entry.state !== "accepted").length };
}

function stillToCome({ state, told }: Entry, seq: number): boolean {
  if (state === "refused") return false;
  return state !== "accepted" || (told?.seq ?? 0) > seq;
}

/** Ask the server for the day. Answers false where there is no signal. A token that opens nothing ends this phone. */
export async function refresh(): Promise<boolean> {
  const device = await current();
  if (!device?.token || device.ended) return false;
  try {
    await keep("day", await ask<Day>("/devices/current/day", { token: device.token }));
    return true;
  } catch (error) {
    if (error instanceof Answered && error.status === 401) await end(device);
    else if (!(error instanceof Offline || error instanceof Answered)) throw error;
    return false;
  }
}

/** Its loads are shown no longer; what it signed may still be handed in. */
async function end(device: Device): Promise<void> {
  const db = await database();
  const tx = db.transaction(["devices", "kept"], "readwrite");
  await tx.objectStore("devices").put({ ...device, ended: true });
  for (const name of ["day", "taken", "plate"]) await tx.objectStore("kept").delete(name);
  await tx.done;
  changed();
}

/** A phone that was revoked and has handed in everything keeps nothing; refused events are shown first. */
export async function mayBeCleared(): Promise<boolean> {
  const device = await current();
  return device?.ended === true && (await unanswered()) === 0;
}
