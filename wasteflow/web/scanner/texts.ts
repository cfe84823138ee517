// The texts of wasteflow/locale, as modules of the app: one for each language, loaded where it is chosen.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";
import type { Plugin } from "vite";

const LOCALE = join(import.meta.dirname, "..", "..", "locale");
const NEEDED = [/^scanner\./, /^console\.qr\./, /^words\.(manifest_status|batch_status|call_status|step|difference)\./];
const NAME = "virtual:texts/";
type Tree = { [key: string]: string | Tree };

export function texts(): Plugin {
  return {
    name: "texts",
    resolveId: (id) => (id.startsWith(NAME) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${NAME}`)) return undefined;
      return `export default ${JSON.stringify(of(id.slice(NAME.length + 1)))};`;
    },
  };
}

function of(language: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const file of readdirSync(LOCALE).filter((name) => name.endsWith(".toml"))) {
    collect(parse(readFileSync(join(LOCALE, file), "utf-8")) as Tree, "", language, found);
  }
  return found;
}

function collect(tree: Tree, path: string, language: string, found: Record<string, string>): void {
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value !== "string") collect(value, path ? `${path}.${key}` : key, language, found);
    else if (key === language && NEEDED.some((needed) => needed.test(path))) found[path] = value;
  }
}
