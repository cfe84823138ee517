// Numbers, times and names as the reader writes them.
import { kilograms, type Load } from "../core/load";
import { language, say } from "./texts";

const AREA = "Asia/Shanghai"; // all of the Bay Area keeps this time

export function kg(amount: number): string {
  return `${amount.toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 3 })} kg`;
}

export function clock(time: string): string {
  const options = { timeZone: AREA, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return new Date(time).toLocaleTimeString(language, options);
}

export function moment(time: string): string {
  const options = { timeZone: AREA, month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return new Date(time).toLocaleString(language, options);
}

export function day(time: string): string {
  return new Date(time).toLocaleDateString(language, { timeZone: AREA, dateStyle: "medium" });
}

/** The sentence first, the code after. */
export function waste(load: Load): string {
  const [first, ...others] = load.lines;
  if (!first) return "";
  const name = `${first.name} ${first.code}`;
  return others.length ? say("scanner.and_more", { first: name, count: others.length }) : name;
}

export function amount(load: Load): string {
  return kg(kilograms(load));
}

/** What a person knows a load by. */
export function known(load: Load): string {
  return load.number ?? waste(load);
}
