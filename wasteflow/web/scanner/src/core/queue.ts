// Signing, and the queue. What an event is signed with (the key's count and the digest of what it signed before) and the
// event itself are written in ONE transaction: whatever dies when, no number is ever given twice and none is skipped.
import { hex, sha256 } from "./bytes";
import type { Attached, Fact, Item } from "./events";
import { newId } from "./ids";
import { sign } from "./keys";
import { alone } from "./locks";
import { payload } from "./payload";
import { type Proof, proved } from "./sealing";
import { changed, current, type Database, database, type Device, type Entry, type Photo } from "./store";

/** What a person did with one tap, before it is signed. */
export interface Tap {
  subject: string;
  fact: Fact;
  label: string;
  attached?: Attached;
  code?: string; // of the site of an absent company
  patient?: boolean; // see Entry
}

export interface More { photos?: readonly Photo[]; carried?: readonly Item[]; at?: Date }

/** This phone may not sign: it is not enrolled, was revoked, or its key has expired. */
export class MayNotSign extends Error {
  constructor(readonly why: "none" | "ended" | "expired") {
    super(why);
  }
}

/**
 * Sign what was done with one tap and put it into the queue, all of it or nothing. `carried`: what another phone signed
 * before it and could not hand in. Throws MayNotSign.
 */
export async function record(taps: readonly Tap[], { photos = [], carried = [], at = new Date() }: More = {}): Promise<Entry[]> {
  const db = await database();
  const entries = await alone("sign", async () => {
    for (;;) {
      const device = signing(await current(), at);
      const signed = await signedBy(device, taps, at);
      if (await written(db, device, carried.map((item) => carry(device, item, taps[0]!.label)), signed, photos)) return signed;
    }
  });
  changed();
  return entries;
}

function signing(device: Device | undefined, at: Date): Device {
  if (!device?.token) throw new MayNotSign("none");
  if (device.ended) throw new MayNotSign("ended");
  if (at.toISOString() >= new Date(device.validUntil).toISOString()) throw new MayNotSign("expired");
  return device;
}

async function signedBy(device: Device, taps: readonly Tap[], at: Date): Promise<Entry[]> {
  const entries: Entry[] = [];
  let { counter, last } = device;
  for (const tap of taps) {
    counter += 1;
    const mark = { key: device.kid, counter, previous: last };
    const said = { subject: tap.subject, id: newId(), occurred_at: at.toISOString(), fact: tap.fact, ...(tap.attached ? { attached: tap.attached } : {}) };
    const bytes = await payload({ ...said, device_signature: mark });
    const item: Item = { ...said, device_signature: { ...mark, jws: await sign(device, bytes) } };
    last = hex(await sha256(bytes));
    entries.push(entry(device, tap, item, tap.code === undefined ? null : await proved(tap.code, item.id)));
  }
  device.counter = counter;
  device.last = last;
  return entries;
}

function entry(device: Device, tap: Tap, item: Item, proof: Proof | null): Entry {
  return {
    kid: device.kid, counter: item.device_signature.counter, id: item.id, subject: item.subject, item, label: tap.label,
    ...(proof ? { proof } : {}),
    state: "waiting", tries: 0, notBefore: 0, patient: tap.patient ?? false, told: null,
  };
}

/** An event of another phone, handed in by this one. */
function carry(device: Device, item: Item, label: string): Entry {
  return { ...entry(device, { subject: item.subject, fact: item.fact, label }, item, null), counter: 0, carried: true };
}

/** False where another window signed in the meantime (browsers without locks). */
async function written(db: Database, device: Device, carried: Entry[], entries: Entry[], photos: readonly Photo[]): Promise<boolean> {
  const tx = db.transaction(["devices", "queue", "photos"], "readwrite", { durability: "strict" });
  const devices = tx.objectStore("devices"), queue = tx.objectStore("queue");
  const before = await devices.get(device.kid);
  if (before?.counter !== entries[0]!.counter - 1) {
    await tx.done;
    return false;
  }
  await devices.put({ ...before, counter: device.counter, last: device.last });
  const known = new Set((await queue.getAll()).map((one) => one.id));
  for (const one of [...carried.filter(({ id }) => !known.has(id)), ...entries]) one.n = await queue.add(one);
  for (const photo of photos) await tx.objectStore("photos").put({ ...photo, event: entries[0]!.id });
  await tx.done;
  return true;
}

/** The whole queue, the latest first. */
export async function entries(): Promise<Entry[]> {
  return (await (await database()).getAll("queue")).reverse();
}

/** How many have not been answered. */
export async function unanswered(): Promise<number> {
  const queue = (await database()).transaction("queue").store.index("state");
  return (await queue.count("waiting")) + (await queue.count("sent"));
}

/** Photos that have not been handed in, or that the server did not take. */
export async function photosLeft(): Promise<Photo[]> {
  return (await database()).getAll("photos");
}

const KEPT = 200; // answered events on the phone, to look at

/** Forget what was answered long ago, unless a photo of it is still here. */
export async function tidy(): Promise<void> {
  const pictured = new Set((await photosLeft()).map((photo) => photo.event));
  const tx = (await database()).transaction("queue", "readwrite");
  const done = (await tx.store.index("state").getAll("accepted")).slice(0, -KEPT);
  await Promise.all(done.filter(({ id }) => !pictured.has(id)).map(({ n }) => tx.store.delete(n!)));
  await tx.done;
}
