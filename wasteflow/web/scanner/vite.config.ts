import { join } from "node:path";
import { defineConfig } from "vite";
import { texts } from "./texts";

export default defineConfig({
  root: import.meta.dirname,
  base: "/scanner/",
  plugins: [texts()],
  worker: { format: "es" },
  build: {
    outDir: join(import.meta.dirname, "..", "static", "scanner"),
    emptyOutDir: true,
    target: ["chrome90", "safari15", "firefox90"], // phones of 2021
    assetsInlineLimit: 0, // the page's policy allows nothing inline
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
