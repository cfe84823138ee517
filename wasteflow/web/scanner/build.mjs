// Builds the scanner into static/scanner: the app, then the service worker that is told what the app consists of.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const here = dirname(fileURLToPath(import.meta.url));
const made = join(here, "..", "static", "scanner");
const configFile = join(here, "vite.config.ts");

await build({ configFile, logLevel: "warn" });

const files = readdirSync(made, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(made, join(entry.parentPath, entry.name)).split(sep).join("/"))
  .sort();
const digest = createHash("sha256");
for (const file of files) digest.update(file).update(readFileSync(join(made, file)));

await build({
  configFile,
  logLevel: "warn",
  publicDir: false,
  define: { __FILES__: JSON.stringify(files), __VERSION__: JSON.stringify(digest.digest("hex").slice(0, 12)) },
  build: {
    emptyOutDir: false,
    copyPublicDir: false,
    rollupOptions: {
      input: join(here, "src", "sw.ts"),
      output: { format: "iife", entryFileNames: "sw.js", inlineDynamicImports: true },
    },
  },
});
