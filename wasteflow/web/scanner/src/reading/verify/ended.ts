// Codes that are worth nothing any more, kept for when there is no signal: `GET /qr/ended`, asked on from where we were.
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Known } from "./judge";
import { hex } from "./keys";

interface Page { at: string; next: string; whole: boolean; items: [key: string, seq: number, since: number][] }
interface Standing { next: string; asOf: Date | null }
interface Kept extends DBSchema {
  ended: { key: string; value: { seq: number; since: number } }; // seconds
  standing: { key: "standing"; value: Standing };
}

const NAME = "wasteflow-ended", BYTES = 8;

/** GET of a path of ours, as whoever is signed in. */
export type Ask = (path: string) => Promise<Response>;

export class EndedCodes {
  private constructor(private readonly db: IDBPDatabase<Kept>) {}

  static async open(): Promise<EndedCodes> {
    return new EndedCodes(await openDB<Kept>(NAME, 1, {
      upgrade: (db) => {
        db.createObjectStore("ended");
        db.createObjectStore("standing");
      },
    }));
  }

  /** What is known of a code's number. */
  async known(number: string): Promise<Known | undefined> {
    const found = await this.db.get("ended", await keyOf(number));
    return found && { seq: found.seq, revokedAt: new Date(found.since * 1000) };
  }

  /** Up to when everything that ended is known; null before the first whole list. */
  async asOf(): Promise<Date | null> { return (await this.db.get("standing", "standing"))?.asOf ?? null; }

  /** Ask for what is new. Each page is kept with its cursor, so that a signal that goes costs one page. */
  async refresh(ask: Ask): Promise<void> {
    for (let whole = false; !whole;) {
      const before = await this.db.get("standing", "standing");
      const answer = await ask(`/qr/ended${before ? `?after=${encodeURIComponent(before.next)}` : ""}`);
      if (answer.status === 422 && before) {
        await this.forget(); // a cursor the server does not know any more: begin again
        continue;
      }
      if (!answer.ok) throw new Error(`/qr/ended: ${answer.status}`);
      const page = (await answer.json()) as Page;
      await this.keep(page, before?.asOf ?? null);
      whole = page.whole;
    }
  }

  private async keep({ at, next, whole, items }: Page, asOf: Date | null): Promise<void> {
    const change = this.db.transaction(["ended", "standing"], "readwrite"), ended = change.objectStore("ended");
    for (const [key, seq, since] of items) void (since ? ended.put({ seq, since }, key) : ended.delete(key));
    void change.objectStore("standing").put({ next, asOf: whole ? new Date(at) : asOf }, "standing");
    await change.done;
  }

  /** Nothing is left: the phone was revoked. */
  async forget(): Promise<void> {
    const change = this.db.transaction(["ended", "standing"], "readwrite");
    void change.objectStore("ended").clear();
    void change.objectStore("standing").clear();
    await change.done;
  }

  close(): void { this.db.close(); }
}

async function keyOf(number: string): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(number))).slice(0, BYTES));
}
