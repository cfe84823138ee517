// Shapes of what goes over the wire: docs/decisions/signed-events.md and the OpenAPI description.
import type { Json } from "./canonical";

export type Fact = { readonly kind: string; readonly [name: string]: Json };

/** What a person adds to an event: where they were, if they agree to say so; SHA-256 of photos, sent afterwards;
 *  the code by which an event signs for the consignor. */
export interface Attached {
  position?: { lat: string; lon: string; accuracy_m: number };
  photos?: string[];
  shown?: string; // the code of the consignor's site, as it was scanned
}

/** A signed event as POST /custody/events takes it. */
export interface Item {
  subject: string;
  id: string;
  occurred_at: string;
  fact: Fact;
  attached?: Attached;
  device_signature: { key: string; counter: number; previous: string | null; jws: string };
}

/** One refusal or warning, in the reader's language. */
export interface Notice {
  code: string;
  message: string;
  path?: string;
}

/** The server's answer to one event. */
export interface Told {
  id: string;
  status: "recorded" | "repeated" | "refused";
  seq?: number;
  receipt?: Json;
  warnings?: Notice[];
  errors?: Notice[];
  case?: { outcome: string; note: string }; // what the dispatcher did with a refused event
}
