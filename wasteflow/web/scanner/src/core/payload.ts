// The bytes a device signs of an event: manifests/signed/payload.py.
import { type Bytes, hex, sha256 } from "./bytes";
import { canonical, type Json } from "./canonical";
import type { Item } from "./events";

/** `jws` is not part of it, so what is to be signed may be asked for too. */
export async function payload({ subject, id, occurred_at, fact, attached, device_signature: mark }: Unsigned): Promise<Bytes> {
  const added = attached ? { attached: hex(await sha256(canonical(attached as Json))) } : {};
  return canonical({ subject, id, occurred_at, fact, ...added, device: mark.key, counter: mark.counter, previous: mark.previous });
}

export type Unsigned = Omit<Item, "device_signature"> & { device_signature: Omit<Item["device_signature"], "jws"> };
