// What another driver's phone showed: the load it gives over, until this phone takes it with the next tap.
import { read } from "./carried";
import type { Item } from "./events";
import type { Stored } from "./load";
import { standing } from "./work";
import { keep, kept } from "./store";

/** The load a code is about; null where the text is no such code. */
export async function shown(text: string): Promise<string | null> {
  const items = await read(text), [first] = items ?? [];
  if (!items || !first) return null;
  await keep("carried", { load: first.subject, items });
  const now = await standing();
  if (!now.loads.some((load) => load.id === first.subject)) await remember(first, now.device?.org ?? "");
  return first.subject;
}

/** What was carried along for a load, for the event that takes it over. */
export async function carriedFor(load: string): Promise<Item[]> {
  const found = await kept<{ load: string; items: Item[] }>("carried");
  return found?.load === load ? found.items : [];
}

/** A load this phone has never been told of: it can be taken over and delivered; the rest comes with a signal. */
async function remember({ subject, fact }: Item, org: string): Promise<void> {
  const nobody = { org: "", name: "", site: "", site_name: "", city: "", address: "", lat: null, lon: null };
  const acts = (of: Record<string, string>) => ({ acts: of, others: {} });
  const load: Stored = {
    id: subject, seq: 0, number: null, status: "in_transit", stream: "", mine: true, consignor: nobody, consignee: nobody,
    carriers: [{ org, name: "", plate: String(fact["plate"] ?? ""), driver: null, departed_at: null, arrived_at: null }],
    leg: 1, stop: null, next: "", lines: [], absent: { code: false, leave: false }, at: "in_transit.1",
    ways: { "in_transit.1": acts({ handed_over: "in_transit.2" }), "in_transit.2": acts({ arrived: "arrived.2" }), "arrived.2": acts({}) },
  };
  await keep("taken", [...((await kept<Stored[]>("taken")) ?? []).filter((one) => one.id !== subject), load]);
}
