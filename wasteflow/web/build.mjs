// Copies the libraries and fonts that package-lock.json pins to where the pages and the PDFs load them, and builds the
// driver's scanner. Run by `make`, after `npm ci`; nothing is fetched here.
import { copyFileSync, mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const vendor = join(here, "static", "vendor");
const fonts = join(here, "..", "..", "reports", "fonts");
const noto = "@expo-google-fonts/noto-sans-sc";

const copies = [
  ["htmx.org/dist/htmx.min.js", vendor, "htmx.min.js"],
  ["htmx.org/LICENSE", vendor, "htmx.LICENSE.txt"],
  ["echarts/dist/echarts.min.js", vendor, "echarts.min.js"],
  ["echarts/LICENSE", vendor, "echarts.LICENSE.txt"],
  [`${noto}/400Regular/NotoSansSC_400Regular.ttf`, fonts, "NotoSansSC-Regular.ttf"],
  [`${noto}/700Bold/NotoSansSC_700Bold.ttf`, fonts, "NotoSansSC-Bold.ttf"],
  [`${noto}/LICENSE_FONT`, fonts, "OFL.txt"],
];

for (const [from, folder, name] of copies) {
  mkdirSync(folder, { recursive: true });
  const to = join(folder, name);
  copyFileSync(join(here, "node_modules", from), `${to}.new`);
  renameSync(`${to}.new`, to); // who has a font mapped keeps the one it has
}
await import("./scanner/build.mjs");
await import("./scanner/verify.mjs");
