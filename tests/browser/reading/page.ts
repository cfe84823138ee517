// The reading view on a page of its own, and its parts within reach of a test.
import { mountReading, type Read, type View } from "../../../wasteflow/web/scanner/src/reading";
import { Zxing } from "../../../wasteflow/web/scanner/src/reading/decoder";
import { FRAMES, PHOTO } from "../../../wasteflow/web/scanner/src/reading/passes";
import { verdictCard } from "../../../wasteflow/web/scanner/src/reading/verdict";
import * as verify from "../../../wasteflow/web/scanner/src/reading/verify";
import { EndedCodes } from "../../../wasteflow/web/scanner/src/reading/verify/ended";
import { choose, type Language, openTexts, say } from "../../../wasteflow/web/scanner/src/ui/texts";
import "../../../wasteflow/web/scanner/src/app.css";

const reads: Read[] = [];
let view: View | null = null;

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

/** What a phone says of a code by what it keeps; the card fills the page. */
async function judged(text: string) {
  const ended = await EndedCodes.open();
  const checked = await verify.verify(text, (number) => ended.known(number));
  const asOf = await ended.asOf();
  document.querySelector("main")!.replaceChildren(verdictCard(checked, asOf));
  ended.close();
  return { verdict: checked.verdict, asOf };
}

async function refreshed() {
  const ended = await EndedCodes.open();
  await ended.refresh((path) => fetch(path));
  ended.close();
}

await openTexts();
Object.assign(globalThis, {
  reads, verify, decoded, Zxing, judged, refreshed,
  speak: (language: Language) => choose(language),
  show: (ours = true) => {
    view?.close();
    view = mountReading(document.querySelector("main")!, { say, onRead: (read) => (reads.push(read), ours) });
  },
  close: () => view?.close(),
});
document.documentElement.dataset.ready = "yes";
