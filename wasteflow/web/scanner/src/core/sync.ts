// Handing in the queue: one call for all of it, in the order of the taps. The server knows each event by its id, so what
// is sent twice is stored once: whenever an answer is missing, the same bytes are sent again.
import { Answered, ask, Offline } from "./api";
import type { Told } from "./events";
import { alone, aloneOrNot } from "./locks";
import { ROUND_FACTS } from "./rounds";
import { proved } from "./sealing";
import { changed, current, type Database, database, type Device, type Entry, keep, kept, type Photo } from "./store";

const AT_ONCE = 100;
const FIRST = 5_000, LONGEST = 600_000; // milliseconds between tries
const PATIENCE = 60_000; // until what waits for another phone is tried again
const LONGEST_PATIENCE = 3 * 24 * 3_600_000;
const COMING = new Set(["unknown_subject", "not_your_step", "not_possible_now", "not_signed_yet"]); // may stand once the other phone has sent

interface Backoff { fails: number; until: number }

let inTurn: Promise<number | null> | null = null;

/** Hand in what waits. Answers when to try again (milliseconds from now), or null where nothing waits. By force it waits
 *  for whoever is at it, whose try may fail; those who ask for it meanwhile share one turn. */
export async function handIn(force = false): Promise<number | null> {
  if (force) return (inTurn ??= turn());
  const done = await aloneOrNot("sync", () => all(false));
  return done === undefined ? FIRST : done;
}

/** From its beginning on, and where it cannot begin, who asks gets a turn of his own. */
async function turn(): Promise<number | null> {
  await undefined; // it is known before it begins, which without locks is at once
  const begun = () => ((inTurn = null), all(true));
  return alone("sync", begun).catch((error: unknown) => {
    inTurn = null;
    throw error;
  });
}

async function all(force: boolean): Promise<number | null> {
  const backoff = (await kept<Backoff>("backoff")) ?? { fails: 0, until: 0 };
  if (!force && backoff.until > Date.now()) return backoff.until - Date.now();
  const db = await database();
  try {
    const tried = new Set<string>(); // what waits for another step is sent once each time
    for (let batch = await next(db, force, tried); batch; batch = await next(db, force, tried)) {
      for (const { id } of batch.entries) tried.add(id);
      await send(db, batch);
    }
    await photos(db);
  } catch (error) {
    if (!(error instanceof Offline || error instanceof Answered)) throw error;
    const fails = backoff.fails + 1, wait = error instanceof Answered ? error.retryAfter * 1000 : 0;
    const delay = Math.max(wait, Math.min(LONGEST, FIRST * 2 ** (fails - 1)) * (0.75 + Math.random() / 2));
    await keep("backoff", { fails, until: Date.now() + delay } satisfies Backoff);
    return delay;
  }
  if (backoff.fails) await keep("backoff", undefined);
  return untilNext(db);
}

interface Batch { token: string; entries: Entry[] }

const address = ({ item }: Entry) => (ROUND_FACTS.has(item.fact.kind) ? "/rounds/acts" : "/custody/events");

/** What one key signed and nobody answered, with a token that may hand it in. */
async function next(db: Database, force: boolean, tried: Set<string>): Promise<Batch | null> {
  const now = await current(), due = (entry: Entry) => !tried.has(entry.id) && (force || entry.notBefore <= Date.now());
  const waiting = (await unansweredOf(db)).filter(due);
  for (const kid of new Set(waiting.map((entry) => entry.kid))) {
    const token = tokenFor(await db.get("devices", kid), now);
    if (!token) continue;
    const mine = waiting.filter((entry) => entry.kid === kid), another = mine.findIndex((entry) => address(entry) !== address(mine[0]!));
    return { token, entries: mine.slice(0, another < 0 ? AT_ONCE : Math.min(another, AT_ONCE)) };
  }
  return null;
}

async function unansweredOf(db: Database): Promise<Entry[]> {
  const index = db.transaction("queue").store.index("state");
  const found = [...(await index.getAll("waiting")), ...(await index.getAll("sent"))];
  return found.sort((a, b) => a.n! - b.n!);
}

/** An earlier key of the same driver is handed in by the present one; a revoked one may still by itself. */
function tokenFor(device: Device | undefined, now: Device | undefined): string | null {
  if (!device) return null;
  return now?.token && !now.ended && now.account === device.account ? now.token : device.token;
}

async function send(db: Database, { token, entries }: Batch): Promise<void> {
  await update(db, entries, (entry) => ({ ...entry, state: "sent", tries: entry.tries + 1 }));
  const language = await kept<string>("language");
  const items = entries.map(({ item, proof }) => ({ ...item, ...proof }));
  let outcomes: Told[];
  try {
    const more = language ? { language } : {};
    outcomes = (await ask<{ outcomes: Told[] }>(address(entries[0]!), { token, body: items, ...more })).outcomes;
  } catch (error) {
    await update(db, entries, (entry) => ({ ...entry, state: "waiting" }));
    if (!(error instanceof Answered) || !forGood(error, false)) throw error;
    if (entries.length > 1) {
      for (const one of entries) await send(db, { token, entries: [one] }); // one of them spoils it for all: which?
      return;
    }
    const errors = error.sentences.map((message) => ({ code: "refused", message }));
    outcomes = [{ id: entries[0]!.id, status: "refused", errors }];
  }
  const told = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
  await update(db, entries, (entry) => answered(entry, told.get(entry.id)));
}

function answered(entry: Entry, told: Told | undefined): Entry {
  if (!told) return entry;
  const { proof, ...rest } = entry;
  if (told.status !== "refused") return { ...rest, state: "accepted", told };
  const young = Date.now() - Date.parse(entry.item.occurred_at) < LONGEST_PATIENCE;
  if (entry.patient && young && told.errors?.every((error) => COMING.has(error.code))) {
    return { ...entry, state: "waiting", notBefore: Date.now() + PATIENCE * Math.min(entry.tries, 10), told };
  }
  void proof; // a wrong code is typed anew, never kept
  return { ...rest, state: "refused", told };
}

async function update(db: Database, entries: Entry[], change: (entry: Entry) => Entry): Promise<void> {
  const tx = db.transaction("queue", "readwrite");
  for (const { n } of entries) {
    const entry = await tx.store.get(n!);
    if (entry) await tx.store.put(change(entry));
  }
  await tx.done;
  changed();
}

/** Photos go after the events that name them, one by one; those of a refused event go to its case. One that the server
 *  will not take stays on the phone with the reason, until its driver sends it again or discards it. */
async function photos(db: Database): Promise<void> {
  const now = await current(), waiting = await db.getAllFromIndex("photos", "waiting");
  if (!waiting.length) return;
  const answeredOnes = [...(await db.getAllFromIndex("queue", "state", "accepted")), ...(await db.getAllFromIndex("queue", "state", "refused"))];
  const entries = new Map(answeredOnes.map((entry) => [entry.id, entry])), language = await kept<string>("language");
  for (const photo of waiting) {
    const entry = photo.event === undefined ? undefined : entries.get(photo.event);
    const device = entry && (await db.get("devices", entry.kid)), token = tokenFor(device, now);
    if (!token) continue;
    const form = new FormData();
    form.append("file", photo.image, "photo.jpg");
    try {
      await ask(`/manifests/${photo.subject}/photos`, { token, form, ...(language ? { language } : {}) });
      await db.delete("photos", photo.digest);
    } catch (error) {
      if (!(error instanceof Answered) || !forGood(error, device?.ended === true)) throw error;
      const { waiting: _, ...rest } = photo;
      await db.put("photos", { ...rest, problem: error.sentences.length ? error.sentences : [String(error.status)] });
    }
    changed();
  }
}

/** Whether sending the same again by itself is in vain. A token that opens nothing opens nothing later, once its phone is
 *  known to have ended. */
function forGood({ status }: Answered, ended: boolean): boolean {
  if (status === 401) return ended;
  return status >= 400 && status < 500 && ![408, 425, 429].includes(status);
}

/** A photo the server did not take is sent once more, with the driver's next tap. */
export async function photoAgain({ problem: _, ...photo }: Photo): Promise<void> {
  await (await database()).put("photos", { ...photo, waiting: "yes" });
  changed();
}

export async function photoDiscarded({ digest }: Photo): Promise<void> {
  await (await database()).delete("photos", digest);
  changed();
}

async function untilNext(db: Database): Promise<number | null> {
  const times = (await unansweredOf(db)).map((entry) => entry.notBefore - Date.now());
  return times.length ? Math.max(FIRST, Math.min(...times)) : null;
}

/** A refused event is sent once more: its case may have been settled, or what was wrong put right. */
export async function again(entry: Entry, code?: string): Promise<void> {
  const db = await database(), proof = code ? { proof: await proved(code, entry.id) } : {};
  await update(db, [entry], (one) => ({ ...one, ...proof, state: "waiting", notBefore: 0 }));
}
