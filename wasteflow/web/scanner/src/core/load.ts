// A load, as far as a driver's phone knows it, and what becomes of it: the part of manifests/life/lifecycle.py that a
// driver's own steps walk through. The server decides; here the next step is shown before it has been asked.
import type { Fact } from "./events";

export type Status =
  | "draft" | "published" | "signed" | "in_transit" | "at_stop" | "in_temporary_storage" | "arrived" | "accepted"
  | "partly_accepted" | "refused" | "closed" | "cancelled";

export interface Party { org: string; site: string; name: string; city: string }
export interface Carrier { org: string; name: string; plate: string | null; driver: string | null; departed_at: string | null; arrived_at: string | null }
export interface Weight { kg: string; basis: string }
export interface Line {
  name: string;
  code: { scheme: string; code: string };
  category: string;
  hazards: string;
  sent: Weight;
  packages: number;
  digital_code: string | null;
}
export interface Stop { party: Party; dropped: string | null; left_at: string | null; arrived_at: string | null; received_at: string | null }
export interface Difference { kind: string; found: string; line?: number }

/** As the server stores it. */
export interface Stored {
  id: string;
  seq: number;
  status: Status;
  number: string | null;
  stream: string;
  consignor: Party;
  consignee: Party;
  carriers: Carrier[];
  lines: Line[];
  stops: Stop[];
  found: { differences: Difference[] } | null;
}

/** With what was tapped here since. `pending`: events of it the server has not answered. */
export interface Load extends Stored { pending: number }

/** How many carriers have signed. */
export function legs(load: Stored): number {
  return load.carriers.filter((carrier) => carrier.departed_at !== null).length;
}

/** Who carries it; before it leaves, who is to be the first. */
export function leg(load: Stored): Carrier {
  return load.carriers[Math.max(legs(load) - 1, 0)]!;
}

/** Whose turn it is to take it over. */
export function nextCarrier(load: Stored): Carrier | undefined {
  return load.carriers[legs(load)];
}

/** Where it is to be stored on the way, or is. */
export function openStop(load: Stored): Stop | undefined {
  const last = load.stops.at(-1);
  return last && last.dropped === null && last.left_at === null ? last : undefined;
}

export function kilograms(load: Stored): number {
  return load.lines.reduce((sum, line) => sum + Number(line.sent.kg), 0);
}

/** Where the vehicle goes with it next. */
export function nextPlace(load: Stored): Party {
  if (load.status === "published" || load.status === "signed") return load.consignor;
  return openStop(load)?.party ?? load.consignee;
}

export function evolve(load: Stored, fact: Fact, at: string): Stored {
  switch (fact.kind) {
    case "signed": return { ...load, status: "signed" };
    case "departed": case "handed_over": return { ...load, status: "in_transit", carriers: takenOver(load, fact, at) };
    case "carrier_added": return { ...load, carriers: [...load.carriers, carrier(String(fact["carrier"]))] };
    case "stopped": return { ...load, status: "at_stop", stops: atStop(load, { arrived_at: at }) };
    case "resumed": return { ...load, status: "in_transit", stops: atStop(load, { left_at: at }) };
    case "stop_dropped": return { ...load, stops: atStop(load, { dropped: String(fact["reason"]) }) };
    case "arrived": return { ...load, status: "arrived" };
    case "difference_found": return { ...load, found: { differences: fact["differences"] as unknown as Difference[] } };
    default: return load;
  }
}

function takenOver(load: Stored, fact: Fact, at: string): Carrier[] {
  const turn = legs(load);
  return load.carriers.map((carrier, n) => {
    if (n === turn) {
      const { plate, driver } = fact as { plate?: string; driver?: string };
      return { ...carrier, plate: plate || carrier.plate, driver: driver || carrier.driver, departed_at: at };
    }
    return n < turn ? { ...carrier, arrived_at: carrier.arrived_at ?? at } : carrier;
  });
}

function carrier(org: string): Carrier {
  return { org, name: "", plate: null, driver: null, departed_at: null, arrived_at: null };
}

function atStop(load: Stored, change: Partial<Stop>): Stop[] {
  return load.stops.map((stop, n) => (n === load.stops.length - 1 ? { ...stop, ...change } : stop));
}
