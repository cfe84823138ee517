// Which screen is shown. A screen is a function that draws into `main`; it is drawn again when anything changed, unless
// it keeps something of its own (a camera, a form): then it says `live`.
import { standing, type Standing } from "../core/work";
import { whenChanged } from "../core/store";

export interface Screen {
  draw(main: HTMLElement, standing: Standing, of: string): void | Promise<void>;
  live?: true;
  close?(): void;
}

const screens = new Map<string, Screen>();
let shown: { screen: Screen; name: string; of: string } | null = null;
let drawing = 0;
const OPEN = new Set(["queue", "me", "scan"]); // also of a phone that is not enrolled: anybody may check a code
const TYPED = "input[data-key]:not([type=checkbox])";

export function addScreen(name: string, screen: Screen): void {
  screens.set(name, screen);
}

/** `go("load", id)`: the screen stands in the address, so that the phone's own way back works. */
export function go(name: string, of = ""): void {
  const hash = name === "start" ? "" : `#${name}${of ? `/${of}` : ""}`;
  if (location.hash === hash) void show();
  else location.hash = hash;
}

export function back(): void {
  if (history.length > 1) history.back();
  else go("start");
}

export function said(text: string, bad = false): void {
  const place = document.getElementById("said")!;
  place.textContent = text;
  place.classList.toggle("bad", bad);
  place.classList.add("there");
  setTimeout(() => place.classList.remove("there"), 4000);
}

export function openApp(): void {
  addEventListener("hashchange", () => void show());
  whenChanged(() => {
    if (!shown?.screen.live) void show();
  });
  void show();
}

async function show(): Promise<void> {
  const round = (drawing += 1), now = await standing();
  if (round !== drawing) return; // something newer is being drawn
  const [asked = "", of = ""] = location.hash.slice(1).split("/");
  const name = now.device?.token && !now.device.ended ? asked || "start" : OPEN.has(asked) ? asked : "enrol";
  const screen = screens.get(name) ?? screens.get("start")!;
  const another = shown?.screen !== screen || shown.of !== of;
  if (another) shown?.screen.close?.();
  shown = { screen, name, of };
  const main = document.getElementById("app")!;
  const focus = another ? null : document.activeElement?.getAttribute("data-key");
  main.dataset["screen"] = name;
  const typed = another ? [] : [...main.querySelectorAll<HTMLInputElement>(TYPED)].map(({ dataset, value }) => [dataset["key"], value]);
  main.replaceChildren();
  await screen.draw(main, now, of);
  for (const [key, value] of typed) { // nothing typed is lost by what the server says meanwhile
    const field = main.querySelector<HTMLInputElement>(`input[data-key="${key}"]`);
    if (field && value) field.value = value;
  }
  if (another) {
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  } else if (focus) main.querySelector<HTMLElement>(`[data-key="${focus}"]`)?.focus();
}
