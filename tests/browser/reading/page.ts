// The reading view on a page of its own, and its parts within reach of a test.
import texts from "virtual:texts/zh-Hans";
import { mountReading, type Read, type View } from "../../../wasteflow/web/scanner/src/reading";
import { Zxing } from "../../../wasteflow/web/scanner/src/reading/decoder";
import { FRAMES, PHOTO } from "../../../wasteflow/web/scanner/src/reading/passes";
import * as verify from "../../../wasteflow/web/scanner/src/reading/verify";
import { EndedCodes } from "../../../wasteflow/web/scanner/src/reading/verify/ended";

const reads: Read[] = [];
let view: View | null = null;
const say = (key: string, facts: Record<string, string | number> = {}) =>
  (texts[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ""));

/** Looks at a JPEG as at a frame of a camera and as at a photo: the first pass that reads, what it read, and how long each took. */
async function decoded(url: string, zxing: Zxing) {
  const picture = await createImageBitmap(await (await fetch(url)).blob());
  const by = async (passes: typeof PHOTO) => {
    const begun = performance.now();
    for (const [n, pass] of passes.entries()) {
      const text = await zxing.decode(picture, pass);
      if (text) return { pass: n, text, ms: performance.now() - begun };
    }
    return { pass: -1, text: null, ms: performance.now() - begun };
  };
  const told = { frames: await by(FRAMES), photo: await by(PHOTO) };
  picture.close();
  return told;
}

Object.assign(globalThis, {
  reads, verify, EndedCodes, decoded, Zxing,
  show: (ours = true) => {
    view?.close();
    view = mountReading(document.querySelector("main")!, { say, onRead: (read) => (reads.push(read), ours) });
  },
  close: () => view?.close(),
});
