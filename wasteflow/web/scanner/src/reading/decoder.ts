// Text out of pixels: the browser's own detector where it reads QR codes, else zxing in a worker.
import { type Pass, type Picture, pixels } from "./passes";

export interface Asked { id: number; image: ImageData; thorough: boolean }
export interface Told { id: number; text: string | null; failed?: string }

/** Reads one look at a picture. */
export type Decode = (picture: Picture, pass: Pass) => Promise<string | null>;

interface Detector { detect(picture: Picture): Promise<{ rawValue: string }[]> }
interface Detectors {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

/** The browser's own. Null where it has none, or none that reads QR codes (Chromium on a desktop, a phone without its services). */
export async function native(): Promise<Decode | null> {
  const detectors = (globalThis as { BarcodeDetector?: Detectors }).BarcodeDetector;
  try {
    if (!detectors || !(await detectors.getSupportedFormats()).includes("qr_code")) return null;
    const detector = new detectors({ formats: ["qr_code"] });
    return async (picture) => (await detector.detect(picture))[0]?.rawValue ?? null;
  } catch {
    return null;
  }
}

/** zxing, started when first asked. */
export class Zxing {
  private worker: Worker | null = null;
  private readonly canvas = document.createElement("canvas");
  private readonly waiting = new Map<number, { resolve(text: string | null): void; reject(error: Error): void }>();
  private count = 0;

  readonly decode: Decode = (picture, pass) => {
    const image = pixels(picture, pass, this.canvas);
    return image ? this.ask(image, pass.thorough) : Promise.resolve(null);
  };

  private ask(image: ImageData, thorough: boolean): Promise<string | null> {
    const asked: Asked = { id: (this.count += 1), image, thorough };
    this.worker ??= this.start();
    this.worker.postMessage(asked, [image.data.buffer]);
    return new Promise((resolve, reject) => this.waiting.set(asked.id, { resolve, reject }));
  }

  private start(): Worker {
    const worker = new Worker(new URL("./decode.worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<Told>) => {
      const waiting = this.waiting.get(data.id);
      this.waiting.delete(data.id);
      if (data.failed) waiting?.reject(new Error(data.failed));
      else waiting?.resolve(data.text);
    });
    worker.addEventListener("error", (event) => this.fail(new Error(event.message || "the worker did not start")));
    return worker;
  }

  private fail(error: Error): void {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
    this.close();
  }

  close(): void {
    this.worker?.terminate();
    this.worker = null;
    for (const { resolve } of this.waiting.values()) resolve(null);
    this.waiting.clear();
  }
}
