// A photo of the drum: made small on the phone, and known by the digest of its bytes before it was ever sent.
import { hex, sha256 } from "../core/bytes";
import type { Photo } from "../core/store";
import { h } from "./h";
import { say } from "./texts";

const LONGEST = 1600, QUALITY = 0.8, MOST = 6;

export interface Photos { field: HTMLElement; photos: Photo[] }

/** A button that takes photos, with what was taken. */
export function photos(subject: string): Photos {
  const taken: Photo[] = [], shown = h("div", { class: "photos" });
  const input = h("input", { type: "file", accept: "image/*", capture: "environment", id: "photo", class: "hidden-input" });
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file && taken.length < MOST) void small(file).then(async (image) => {
      const digest = hex(await sha256(new Uint8Array(await image.arrayBuffer())));
      taken.push({ digest, subject, image, waiting: "yes" });
      const address = URL.createObjectURL(image);
      shown.append(h("img", { src: address, alt: say("scanner.photo.taken", { count: taken.length }), onload: () => URL.revokeObjectURL(address) }));
    });
    input.value = "";
  });
  const label = h("label", { class: "second", for: "photo" }, say("scanner.photo.take"));
  return { field: h("div", { class: "photo-field" }, input, label, shown), photos: taken };
}

/** A JPEG of at most so many pixels a side; what the camera wrote beside the picture (place, model) is gone. */
async function small(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = h("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
  canvas.getContext("2d")!.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((resolve, reject) => canvas.toBlob((image) => (image ? resolve(image) : reject(new Error("no picture"))), "image/jpeg", QUALITY));
}
