// A load as the phone holds it, and what becomes of it. Which step leads where the server has worked out beforehand
// (`ways`, manifests/driving/ways.py): here is no second copy of the rules.
import type { Company } from "./company";
import type { Fact } from "./events";
import type { ShownCode } from "./shown";

export type Status =
  | "draft" | "published" | "signed" | "in_transit" | "at_stop" | "in_temporary_storage" | "arrived" | "accepted"
  | "partly_accepted" | "refused" | "closed" | "cancelled" | "lost";

export interface At { org: string; name: string; site: string; site_name: string; city: string; address: string; lat: number | null; lon: number | null }
export interface Carrier { org: string; name: string; plate: string | null; driver: string | null; departed_at: string | null; arrived_at: string | null }
export interface Line {
  n: number;
  batch: string;
  seq: number;
  code: string;
  name: string;
  category: string;
  hazards: string;
  form: string;
  kg: string;
  basis: string;
  packages: number;
  label: string | null; // the code on its container
}

/** Where a load can stand: what this driver may do from here, what somebody else does; each with where it leads. */
export interface Place { acts: Record<string, string>; others: Record<string, string> }

/** As the server tells it. */
export interface Stored {
  id: string;
  seq: number;
  number: string | null;
  status: Status;
  stream: string;
  mine: boolean | null; // null: nobody is named
  consignor: At;
  consignee: At;
  carriers: Carrier[];
  leg: number; // carriers that have signed
  stop: At | null;
  next: string; // the site the vehicle goes to
  lines: Line[];
  absent: { code: boolean; leave: boolean };
  at: string; // <status>.<legs>
  ways: Record<string, Place>;
  sheet?: string; // the signed code for control on the road
}

/** With what was tapped here since. `pending`: events of it the server has not answered; `shown`: the consignor's code;
 *  `to`: the company whose driver wants it. */
export interface Load extends Stored { pending: number; shown: ShownCode | null; to: Company | null }

export function evolve(load: Stored, fact: Fact, at: string): Stored {
  if (fact.kind === "carrier_added") {
    const carrier = { org: String(fact["carrier"]), name: "", plate: null, driver: null, departed_at: null, arrived_at: null };
    return { ...load, carriers: [...load.carriers, carrier] };
  }
  const here = load.ways[load.at], leads = here?.acts[fact.kind] ?? past(load, fact.kind);
  if (!leads) return load;
  const after = { ...load, at: leads, status: leads.split(".")[0] as Status, leg: Number(leads.split(".")[1]) };
  return { ...after, next: nextSite(after), carriers: after.leg > load.leg ? takenOver(load, fact, at) : load.carriers };
}

/** A step this driver may take from here; or once somebody else has taken theirs, on a screen he can see. */
export function mayDo(load: Stored, kind: string): "now" | "after" | null {
  if (load.ways[load.at]?.acts[kind]) return "now";
  return past(load, kind) ? "after" : null;
}

/** What somebody else has to do before it. */
export function before(load: Stored, kind: string): string | undefined {
  return Object.entries(load.ways[load.at]?.others ?? {}).find(([, leads]) => load.ways[leads]?.acts[kind])?.[0];
}

function past(load: Stored, kind: string): string | undefined {
  const other = before(load, kind), leads = other && load.ways[load.at]?.others[other];
  return leads ? load.ways[leads]?.acts[kind] : undefined;
}

function nextSite(load: Stored): string {
  if (load.status === "published" || load.status === "signed") return load.consignor.site;
  return (load.stop ?? load.consignee).site;
}

function takenOver(load: Stored, fact: Fact, at: string): Carrier[] {
  const { plate, driver } = fact as { plate?: string; driver?: string };
  return load.carriers.map((carrier, n) => (n === load.leg ? { ...carrier, plate: plate || carrier.plate, driver: driver || carrier.driver, departed_at: at } : carrier));
}

/** Where the vehicle goes with it next. */
export function nextPlace(load: Stored): At {
  return [load.consignor, load.stop, load.consignee].find((place) => place?.site === load.next) ?? load.consignee;
}

export function kilograms(load: Stored): number {
  return load.lines.reduce((sum, line) => sum + Number(line.kg), 0);
}
