// Shapes of what goes over the wire: docs/decisions/signed-events.md and the OpenAPI description.
import type { Json } from "./canonical";

export type Fact = { readonly kind: string; readonly [name: string]: Json };

/** A signed event as POST /custody/events takes it. */
export interface Item {
  subject: string;
  id: string;
  occurred_at: string;
  fact: Fact;
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
