// What the phone keeps: its keys, what it signed, what it was told. One database; every change is told to all windows.
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Item, Told } from "./events";
import type { Key } from "./keys";
import type { Proof } from "./sealing";

/** A key with what the server answered to its enrolment, and how far it has counted. */
export interface Device extends Key {
  token: string | null; // null: enrolment was sent, its answer never came
  code: string; // by which it was enrolled, while there is no answer
  device: string;
  account: string;
  org: string;
  driver: string;
  label: string;
  validUntil: string;
  counter: number;
  last: string | null; // digest of what it signed last
  ended: boolean; // revoked, or its driver's account was closed
}

/** `waiting`: not sent yet; `sent`: on its way, or the answer got lost. */
export type State = "waiting" | "sent" | "accepted" | "refused";

export interface Entry {
  n?: number; // the order of the queue, given by the database
  kid: string; // under whose token it is handed in
  counter: number;
  id: string;
  subject: string;
  item: Item; // as it is sent
  proof?: Proof; // of a site's signing code: it goes beside the fact, and is forgotten with the answer
  carried?: true; // another phone signed it
  label: string; // what a person knows the load by
  state: State;
  tries: number;
  notBefore: number; // milliseconds; a refused event that waits for another phone's is sent again then
  patient: boolean; // may be refused until another phone has handed in what comes before
  told: Told | null; // the server's last word on it
}

interface Schema extends DBSchema {
  devices: { key: string; value: Device };
  queue: { key: number; value: Entry; indexes: { state: State } };
  kept: { key: string; value: unknown };
  photos: { key: string; value: Photo; indexes: { waiting: string } };
}

/** A photo that an event names by the digest of its bytes. */
export interface Photo {
  digest: string;
  subject: string;
  event?: string; // that names it
  image: Blob;
  waiting?: "yes"; // not handed in yet
  problem?: string[]; // why the server does not take it, in its own sentences
}

export type Database = IDBPDatabase<Schema>;
const NAME = "wasteflow", VERSION = 1;
let opened: Promise<Database> | null = null;

export function database(): Promise<Database> {
  opened ??= openDB<Schema>(NAME, VERSION, {
    upgrade(db) {
      db.createObjectStore("devices", { keyPath: "kid" });
      db.createObjectStore("queue", { keyPath: "n", autoIncrement: true }).createIndex("state", "state");
      db.createObjectStore("kept");
      db.createObjectStore("photos", { keyPath: "digest" }).createIndex("waiting", "waiting");
    },
    blocking(_old, _new, event) {
      (event.target as IDBDatabase).close(); // a newer version in another window wants to change it
      opened = null;
    },
    terminated() {
      opened = null;
    },
  });
  return opened;
}

export async function kept<T>(name: string): Promise<T | undefined> {
  return (await (await database()).get("kept", name)) as T | undefined;
}

export async function keep(name: string, value: unknown): Promise<void> {
  await (await database()).put("kept", value, name);
  changed();
}

/** The key this phone signs with now. */
export async function current(): Promise<Device | undefined> {
  const db = await database();
  const kid = (await db.get("kept", "device")) as string | undefined;
  return kid === undefined ? undefined : db.get("devices", kid);
}

/** Everything of this phone is gone: keys, queue, loads, photos; the language stays. */
export async function clear(): Promise<void> {
  const db = await database();
  const tx = db.transaction(["devices", "queue", "kept", "photos"], "readwrite");
  const language = await tx.objectStore("kept").get("language");
  await Promise.all([...tx.objectStoreNames].map((name) => tx.objectStore(name).clear()));
  if (language !== undefined) await tx.objectStore("kept").put(language, "language");
  await tx.done;
  changed();
}

// --- news: whoever shows something is told that it changed, in this window and in all others

const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("wasteflow");
const listeners = new Set<() => void>();
channel?.addEventListener("message", () => tell());

export function changed(): void {
  channel?.postMessage("changed");
  tell();
}

export function whenChanged(listener: () => void): void {
  listeners.add(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}
