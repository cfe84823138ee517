// How a picture is looked at, pass after pass, until one reads. What each is worth is measured: docs/decode.md.

/** One look: the middle share of the picture, made no longer than `longest`, with or without zxing's slower search. */
export interface Pass { share: number; longest: number; thorough: boolean }

/** A camera gives the next frame at once: each is looked at shortly, by turns near and whole. */
export const FRAMES: readonly Pass[] = [
  { share: 0.6, longest: 1200, thorough: false },
  { share: 1, longest: 1280, thorough: false },
  { share: 0.6, longest: 1200, thorough: true },
  { share: 1, longest: 1920, thorough: true },
];

/** A photo comes once: everything is tried. */
export const PHOTO: readonly Pass[] = [
  { share: 1, longest: 1600, thorough: true },
  { share: 1, longest: 4096, thorough: true },
  { share: 0.6, longest: 2000, thorough: true },
  { share: 1, longest: 800, thorough: true },
];

export type Picture = HTMLVideoElement | ImageBitmap;

/** The pixels of one look. Null while a camera has none yet. */
export function pixels(picture: Picture, { share, longest }: Pass, canvas: HTMLCanvasElement): ImageData | null {
  const [width, height] = "videoWidth" in picture ? [picture.videoWidth, picture.videoHeight] : [picture.width, picture.height];
  if (!width || !height) return null;
  const [w, h] = [width * share, height * share];
  const scale = Math.min(1, longest / Math.max(w, h));
  canvas.width = Math.round(w * scale);
  canvas.height = Math.round(h * scale);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return null;
  context.drawImage(picture, (width - w) / 2, (height - h) / 2, w, h, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
