// zxing beside the page, so that the page stays smooth. The wasm is our own file, never a CDN's.
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm?url";
import type { Asked, Told } from "./decoder";

prepareZXingModule({ overrides: { locateFile: () => wasm } });

self.addEventListener("message", async ({ data: { id, image, thorough } }: MessageEvent<Asked>) => {
  let told: Told = { id, text: null };
  try {
    const [found] = await readBarcodes(image, {
      formats: ["QRCode"],
      maxNumberOfSymbols: 1,
      tryHarder: thorough,
      tryRotate: thorough,
      tryInvert: false, // our labels are black on white
      tryDownscale: thorough,
      textMode: "Plain",
    });
    if (found?.isValid) told = { id, text: found.text };
  } catch (error) {
    told = { id, text: null, failed: String(error) };
  }
  self.postMessage(told);
});
