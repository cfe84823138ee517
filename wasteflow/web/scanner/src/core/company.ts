// My company as a code for another driver's phone, who gives me a load on which it was not named. Nobody signs it: the giver
// sees the name and signs; whether the company may carry is for the server to say.
//     WFC1: base41( organisation 16, name )
import { decoded } from "../reading/verify/payload";
import { hex, utf8 } from "./bytes";
import { encoded } from "./carried";
import { uuid } from "./ids";
import { keep, kept } from "./store";

export interface Company { org: string; name: string }

const PREFIX = "WFC1:", LONGEST = 300, ID = 16;

export function written({ org, name }: Company): string {
  const id = org.replaceAll("-", "").match(/../g)!.map((byte) => parseInt(byte, 16));
  return PREFIX + encoded(new Uint8Array([...id, ...utf8(name)]));
}

export function read(text: string): Company | null {
  if (!text.startsWith(PREFIX) || text.length > LONGEST) return null;
  try {
    const bytes = decoded(text.slice(PREFIX.length));
    if (bytes.length <= ID) return null;
    return { org: uuid(hex(bytes.slice(0, ID))), name: new TextDecoder("utf-8", { fatal: true }).decode(bytes.slice(ID)) };
  } catch {
    return null;
  }
}

const LASTS = 600_000; // milliseconds a scanned company is offered

export function hold(company: Company): Promise<void> {
  return keep("to", { ...company, until: Date.now() + LASTS });
}

export async function held(): Promise<Company | null> {
  const found = await kept<Company & { until: number }>("to");
  return found && found.until > Date.now() ? found : null;
}
