// How a picture is looked at, pass after pass, until one reads. What each is worth is measured: docs/decode.md.

/** One look: the middle share of the picture, drawn `scale` times as large but no longer than `longest`, with or without
 *  zxing's slower search. */
export interface Pass { share: number; scale: number; longest: number; thorough: boolean }

/** A camera gives the next frame at once: each is looked at shortly, by turns near and whole. */
export const FRAMES: readonly Pass[] = [
  { share: 0.6, scale: 1, longest: 1200, thorough: true },
  { share: 1, scale: 1, longest: 1920, thorough: true },
  { share: 0.6, scale: 2, longest: 2400, thorough: true },
  { share: 1, scale: 0.5, longest: 960, thorough: true },
];

/** A photo comes once: everything is tried. */
export const PHOTO: readonly Pass[] = [
  { share: 1, scale: 1, longest: 2000, thorough: true },
  { share: 1, scale: 1, longest: 4096, thorough: true },
  { share: 0.6, scale: 2, longest: 2400, thorough: true },
  { share: 1, scale: 2, longest: 3840, thorough: true },
  { share: 1, scale: 1, longest: 900, thorough: true },
  { share: 0.4, scale: 3, longest: 2400, thorough: true },
];

export type Picture = HTMLVideoElement | ImageBitmap;

/** The pixels of one look. Null while a camera has none yet. */
export function pixels(picture: Picture, { share, scale, longest }: Pass, canvas: HTMLCanvasElement): ImageData | null {
  const [width, height] = "videoWidth" in picture ? [picture.videoWidth, picture.videoHeight] : [picture.width, picture.height];
  if (!width || !height) return null;
  const [w, h] = [width * share, height * share];
  const factor = Math.min(scale, longest / Math.max(w, h));
  canvas.width = Math.round(w * factor);
  canvas.height = Math.round(h * factor);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return null;
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, (width - w) / 2, (height - h) / 2, w, h, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
