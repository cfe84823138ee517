// A round of small producers as the phone holds it, and what becomes of it with each tap (manifests/rounds). A call is filled
// in, loaded or skipped; what the producer signs itself is seen when the server tells of it.
import type { Fact } from "./events";

export type CallStatus = "planned" | "skipped" | "filled" | "signed" | "loaded" | "delivered" | "refused" | "lapsed" | "cancelled" | "lost";

export interface Call {
  n: number;
  status: CallStatus;
  site: { name: string; address: string };
  waste: string;
  code: string;
  kg: string | null;
  in_store: boolean; // its producer has weighed it
  absent: { code: boolean; leave: boolean };
  number: string | null;
}

export interface Round {
  id: string;
  seq: number;
  day: string;
  status: "planned" | "under_way" | "arrived" | "closed" | "cancelled";
  plate: string;
  mine: boolean;
  consignee: { name: string; address: string };
  calls: Call[];
  next: number | null;
  pending: number; // taps the server has not answered
}

/** Facts of a round go to an address of their own. */
export const ROUND_FACTS: ReadonlySet<string> = new Set(["slip_filled", "call_loaded", "call_skipped", "round_arrived"]);

export function evolve(round: Round, fact: Fact): Round {
  const call = (status: CallStatus, more: Partial<Call> = {}): Round => {
    const calls = round.calls.map((one) => (one.n === fact["call"] ? { ...one, ...more, status } : one));
    return { ...round, calls, next: calls.find(isOpen)?.n ?? null };
  };
  switch (fact.kind) {
    case "slip_filled": return { ...call("filled", { kg: (fact["kg"] as string | undefined) ?? null }), status: "under_way" };
    case "call_loaded": return call("loaded");
    case "call_skipped": return call("skipped");
    case "round_arrived": return { ...round, status: "arrived" };
    default: return round;
  }
}

export function isOpen({ status }: Call): boolean {
  return status === "planned" || status === "filled" || status === "signed";
}

export function loaded(round: Round): Call[] {
  return round.calls.filter((call) => call.status === "loaded");
}
