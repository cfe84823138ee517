// Enrolment: the dispatcher's one-time code, a key made here, and the proof that the two belong together.
import { ask } from "./api";
import { canonical } from "./canonical";
import { makeKey, sign } from "./keys";
import { changed, current, database, type Device } from "./store";

interface Enrolled {
  device: string;
  kid: string;
  token: string;
  valid_until: string;
  who: { account: string; org: string; name: string; language: string | null };
}

/** The signs of a code, however it was typed: wasteflow/people/devices/codes.py. */
export function meant(typed: string): string {
  return typed.normalize("NFKC").toUpperCase().replaceAll(/[- ]/g, "").replaceAll("O", "0").replaceAll(/[IL]/g, "1");
}

/** What the dispatcher sees this phone called. */
export function model(): string {
  const agent = navigator.userAgent;
  const android = /Android [\d.]+; ([^;)]+)/.exec(agent)?.[1]?.replace(/ Build.*/, "");
  if (android && android !== "K") return android;
  return /iPhone|iPad|Android|Windows|Macintosh|Linux/.exec(agent)?.[0] ?? "phone";
}

/**
 * Enrol this phone. The key is kept before its public half is sent: where the answer is lost, the same code and key ask
 * again and get a token. Events that an earlier key signed stay in the queue. Throws Offline, Answered.
 */
export async function enrol(typed: string, language: string): Promise<Device> {
  const db = await database(), code = meant(typed);
  const device = (await asked(code)) ?? (await fresh(code));
  await db.put("devices", device);
  const proof = await sign(device, canonical({ enrol: code }));
  const body = { code: typed, key: device.jwk, proof, label: device.label };
  const answer = await ask<Enrolled>("/devices", { body, language });
  const enrolled: Device = {
    ...device, token: answer.token, code: "", device: answer.device, account: answer.who.account, org: answer.who.org,
    driver: answer.who.name, validUntil: answer.valid_until,
  };
  const before = await current();
  const tx = db.transaction(["devices", "kept"], "readwrite", { durability: "strict" });
  if (before && before.kid !== enrolled.kid) await tx.objectStore("devices").put({ ...before, ended: true });
  await tx.objectStore("devices").put(enrolled);
  await tx.objectStore("kept").put(enrolled.kid, "device");
  await tx.objectStore("kept").delete("work");
  await tx.objectStore("kept").delete("backoff");
  await tx.done;
  void navigator.storage?.persist?.(); // the queue is not to be cleared when the phone is short of room
  changed();
  return enrolled;
}

async function asked(code: string): Promise<Device | undefined> {
  return (await (await database()).getAll("devices")).find((device) => device.token === null && device.code === code);
}

async function fresh(code: string): Promise<Device> {
  return {
    ...(await makeKey()), code, token: null, device: "", account: "", org: "", driver: "", label: model(), validUntil: "",
    counter: 0, last: null, ended: false,
  };
}
