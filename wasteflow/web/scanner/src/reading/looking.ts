// Frame after frame of a camera is looked at until one reads.
import { type Decode, native, Zxing } from "./decoder";
import { FRAMES } from "./passes";

const PATIENCE = 2000; // ms the browser's own detector is given before zxing looks too

export class Looking {
  private readonly zxing = new Zxing();
  private over = false;

  /** `told` is asked about each text; true ends the looking. `failed`: nothing here can read. */
  constructor(
    private readonly video: HTMLVideoElement,
    private readonly told: (text: string) => Promise<boolean>,
    private readonly failed: () => void,
  ) {}

  async start(): Promise<void> {
    const own = await native();
    const begun = performance.now();
    for (let count = 0; !this.over; count += 1) {
      const late = performance.now() - begun > PATIENCE;
      const decode = own && (!late || count % 2) ? this.orZxing(own) : this.zxing.decode;
      const text = await decode(this.video, FRAMES[count % FRAMES.length]!).catch(() => undefined);
      if (this.over) return;
      if (text === undefined) return this.failed();
      if (text && (await this.told(text))) return;
      await frame(this.video);
    }
  }

  close(): void {
    this.over = true;
    this.zxing.close();
  }

  /** A detector that says it reads and then does not (its service is not installed) is helped out. */
  private orZxing(own: Decode): Decode { return (picture, pass) => own(picture, pass).catch(() => this.zxing.decode(picture, pass)); }
}

function frame(video: HTMLVideoElement): Promise<unknown> {
  const soon = new Promise((resolve) => setTimeout(resolve, 250)); // a camera that stands still must not hold us
  if (!("requestVideoFrameCallback" in video)) return new Promise((resolve) => setTimeout(resolve, 50));
  return Promise.race([soon, new Promise((resolve) => video.requestVideoFrameCallback(resolve))]);
}
