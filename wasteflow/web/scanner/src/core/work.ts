// The driver's work as the server told it last, kept for where there is no signal; with what the queue adds to it.
import { Answered, ask, Offline } from "./api";
import { evolve, type Load, type Stored } from "./load";
import { evolve as evolveRound, type Round } from "./rounds";
import { type Company, held as heldCompany } from "./company";
import { entries, photosLeft, unanswered } from "./queue";
import { held, type ShownCode } from "./shown";
import { changed, current, database, type Device, type Entry, keep, kept, type Photo } from "./store";

/** `GET /drivers/current/work`, as far as the phone uses it. */
export interface Work {
  me: { account: string; name: string; org: string | null; company: string };
  plates: string[]; // mine first
  next: { site: string; load: string | null; round: string | null; call: number | null } | null;
  loads: Stored[];
  rounds: Omit<Round, "pending">[];
}

/** Where a driver's app stands. */
export interface Standing {
  device: Device | undefined;
  work: Work | undefined;
  at: string | undefined; // when the server was asked
  loads: Load[];
  rounds: Round[];
  queue: Entry[];
  photos: Photo[]; // that have not been handed in, or were not taken
  plate: string; // of the vehicle driven today
  whole: boolean; // the company's other drivers' work is here too
}

interface Told { at: string; work: Work }

/** Everything a screen shows, read anew. */
export async function standing(): Promise<Standing> {
  const [device, told, queue, plate, code, photos, whole, to] = await Promise.all([current(), kept<Told>("work"), entries(), kept<string>("plate"), held(), photosLeft(), kept<string>("whole"), heldCompany()]);
  const work = told?.work, taken = (await kept<Stored[]>("taken")) ?? [];
  const known = new Set(work?.loads.map((load) => load.id));
  const stored = [...(work?.loads ?? []), ...taken.filter((load) => !known.has(load.id))];
  const oldest = [...queue].reverse();
  const loads = stored.map((load) => folded(load, oldest, code, to));
  const rounds = (work?.rounds ?? []).map((round) => turned(round, oldest));
  return { device, work, rounds, at: told?.at, queue, photos, plate: plate ?? work?.plates[0] ?? "", whole: whole === today(), loads };
}

/** A load with what was tapped here and the server has not told of yet. */
function folded(stored: Stored, queue: readonly Entry[], code: ShownCode | null, to: Company | null): Load {
  const mine = queue.filter((entry) => entry.subject === stored.id && stillToCome(entry, stored.seq));
  const load = mine.reduce((state, { item }) => evolve(state, item.fact, item.occurred_at), stored);
  const shown = code?.site === load.consignor.site ? code : null;
  return { ...load, shown, to, pending: mine.filter((entry) => entry.state !== "accepted").length };
}

/** A round with the same. */
function turned(told: Omit<Round, "pending">, queue: readonly Entry[]): Round {
  const mine = queue.filter((entry) => entry.subject === told.id && stillToCome(entry, told.seq));
  const stored: Round = { ...told, pending: mine.filter((entry) => entry.state !== "accepted").length };
  return mine.reduce((state, { item }) => evolveRound(state, item.fact), stored);
}

function stillToCome({ state, told }: Entry, seq: number): boolean {
  if (state === "refused") return false;
  return state !== "accepted" || (told?.seq ?? 0) > seq;
}

/** Ask the server anew. False where there is no signal. A token that opens nothing ends this phone. */
export async function refresh(): Promise<boolean> {
  const device = await current();
  if (!device?.token || device.ended) return false;
  try {
    const whole = (await kept<string>("whole")) === today();
    const work = await ask<Work>(`/drivers/current/work${whole ? "?whole=true" : ""}`, { token: device.token });
    await keep("work", { at: new Date().toISOString(), work } satisfies Told);
    return true;
  } catch (error) {
    if (error instanceof Answered && error.status === 401) await end(device);
    else if (!(error instanceof Offline || error instanceof Answered)) throw error;
    return false;
  }
}

/** For today also the loads and rounds of the company's other drivers, for who stands in for one of them. */
export async function standIn(): Promise<boolean> {
  await keep("whole", today());
  return refresh();
}

function today(): string {
  return new Date().toLocaleDateString("sv", { timeZone: "Asia/Shanghai" });
}

/** Its loads are shown no longer; what it signed may still be handed in. */
async function end(device: Device): Promise<void> {
  const db = await database();
  const tx = db.transaction(["devices", "kept"], "readwrite");
  await tx.objectStore("devices").put({ ...device, ended: true });
  for (const name of ["work", "taken", "plate", "shown", "whole", "to"]) await tx.objectStore("kept").delete(name);
  await tx.done;
  changed();
}

/** A phone that was revoked and has handed in everything keeps nothing; what was refused is shown first. */
export async function mayBeCleared(): Promise<boolean> {
  const device = await current();
  return device?.ended === true && (await unanswered()) === 0 && (await photosLeft()).length === 0;
}
