// The four languages: wasteflow/locale, one module each (see texts.ts beside vite.config.ts).
import { keep, kept } from "../core/store";

export const LANGUAGES = { "zh-Hans": "简体中文", "zh-Hant": "繁體中文", en: "English", pt: "Português" } as const;
export type Language = keyof typeof LANGUAGES;

const MODULES: Record<Language, () => Promise<{ default: Record<string, string> }>> = {
  "zh-Hans": () => import("virtual:texts/zh-Hans"),
  "zh-Hant": () => import("virtual:texts/zh-Hant"),
  en: () => import("virtual:texts/en"),
  pt: () => import("virtual:texts/pt"),
};

let texts: Record<string, string> = {};
export let language: Language = "zh-Hans";

/** The text of a key with its facts; the key itself where there is none (a house test asks that none is). */
export function say(key: string, facts: Record<string, string | number> = {}): string {
  return (texts[key] ?? key).replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole));
}

export type Say = typeof say;

/** What was chosen; else what the browser wishes for. */
export async function openTexts(): Promise<void> {
  await speak((await kept<Language>("language")) ?? wished());
}

export async function choose(chosen: Language): Promise<void> {
  await speak(chosen);
  await keep("language", chosen);
}

async function speak(chosen: Language): Promise<void> {
  texts = (await MODULES[chosen]()).default;
  language = chosen;
  document.documentElement.lang = chosen;
}

/** Chinese of Hong Kong, Macao and Taiwan is Traditional; any other Chinese is Simplified. */
function wished(): Language {
  for (const tag of navigator.languages.map((wish) => wish.toLowerCase())) {
    if (tag.startsWith("zh")) return /hant|hk|mo|tw/.test(tag) ? "zh-Hant" : "zh-Hans";
    if (tag.startsWith("en")) return "en";
    if (tag.startsWith("pt")) return "pt";
  }
  return "zh-Hans";
}
