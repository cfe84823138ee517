// What a driver does with a load: one file for each, listed in acts/index.ts.
import type { Item } from "../core/events";
import type { Load } from "../core/load";
import type { Photo } from "../core/store";
import type { Tap } from "../core/queue";

export interface Me { org: string; driver: string; plate: string }

/** What a sheet asks for; `read` answers what was entered, or the text key of what is wrong with it. */
export interface Asked<T> {
  body: Node[];
  read(): T | string | Promise<T | string>;
}

/** What is signed, in its order; with photos that it names, and what another phone signed before it. */
export interface Done { taps: Tap[]; photos?: Photo[]; carried?: Item[] }

export interface Act<T = unknown> {
  name: string; // texts: scanner.act.<name>, scanner.confirm.<name>, scanner.done.<name>
  minor?: true; // stands below the one or two next steps
  danger?: true;
  fits(load: Load, me: Me): boolean;
  ask?(load: Load, me: Me): Asked<T>;
  does(load: Load, me: Me, given: T): Done | Promise<Done>;
  then?: string; // the screen that follows
}

/** A step with nothing more to say. */
export function tap(load: Load, fact: Tap["fact"]): Tap {
  return { subject: load.id, fact, label: load.number ?? "" };
}
