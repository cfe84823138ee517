// The photos of an event that are still on the phone: those that wait, and those the server did not take, with the reason
// and what can be done. None goes without its driver's word.
import type { Photo } from "../core/store";
import { photoAgain, photoDiscarded } from "../core/sync";
import { startHandingIn } from "../handing";
import { h } from "../ui/h";
import { sheet } from "../ui/sheet";
import { say } from "../ui/texts";

export function photosOf(event: string, photos: readonly Photo[]): Node[] {
  return photos.filter((photo) => photo.event === event).map((photo, n) => (photo.problem ? refused(photo, n) : waiting(photo, n)));
}

function waiting(photo: Photo, n: number): HTMLElement {
  return h("p", { class: "photo-left", "data-photo": "waiting" }, picture(photo, n), h("span", { class: "quiet-text" }, say("scanner.photo.waits")));
}

function refused(photo: Photo, n: number): HTMLElement {
  const again = () => void photoAgain(photo).then(() => startHandingIn());
  return h(
    "div", { class: "photo-refused", "data-photo": "refused" },
    h("p", { class: "photo-left" }, picture(photo, n), h("b", { class: "problem" }, say("scanner.photo.refused"))),
    ...(photo.problem ?? []).map((sentence) => h("p", {}, sentence)),
    h("p", { class: "quiet-text" }, say("scanner.photo.what_to_do")),
    h("button", { class: "second", type: "button", "data-key": `photo-again-${photo.digest}`, onclick: again }, say("scanner.photo.again")),
    h("button", { class: "second danger", type: "button", "data-key": `photo-discard-${photo.digest}`, onclick: () => void discard(photo, n) }, say("scanner.photo.discard")),
  );
}

async function discard(photo: Photo, n: number): Promise<void> {
  const done = async () => (await photoDiscarded(photo), null);
  await sheet({ title: say("scanner.photo.discard"), body: [picture(photo, n), h("p", {}, say("scanner.photo.discard_hint"))], confirm: say("scanner.photo.discard"), danger: true, done });
}

function picture({ image }: Photo, n: number): HTMLElement {
  const address = URL.createObjectURL(image);
  return h("img", { src: address, alt: say("scanner.photo.taken", { count: n + 1 }), onload: () => URL.revokeObjectURL(address) });
}
