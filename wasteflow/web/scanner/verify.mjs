// Builds the judging of signed codes for the pages of scanned codes: the scanner's own source, as one module.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const here = dirname(fileURLToPath(import.meta.url));

await build({
  configFile: false,
  publicDir: false,
  logLevel: "warn",
  build: {
    outDir: join(here, "..", "static", "vendor"),
    emptyOutDir: false,
    target: ["chrome90", "safari15", "firefox90"],
    lib: { entry: join(here, "src", "reading", "verify", "index.ts"), formats: ["es"], fileName: () => "verify.js" },
    rollupOptions: { output: { chunkFileNames: (chunk) => `verify-${chunk.moduleIds.some((id) => id.includes("noble/ed25519")) ? "ed25519" : "[name]"}.js` } },
    reportCompressedSize: false,
  },
});
