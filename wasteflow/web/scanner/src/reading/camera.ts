// The camera behind the phone: opened, focused, lit; and why it is not there.

export type Absent = "refused" | "none" | "busy" | "insecure";

export class NoCamera extends Error {
  constructor(readonly why: Absent) { super(why); }
}

/** What some phones' cameras offer beyond the standard's types. */
interface Offers { torch?: boolean; focusMode?: string[] }

const WANTED: MediaStreamConstraints = {
  audio: false,
  video: { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1080 } },
};
const WHY: Record<string, Absent> = {
  NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "none", OverconstrainedError: "none",
  NotReadableError: "busy", AbortError: "busy",
};

export class Camera {
  private constructor(private readonly stream: MediaStream, private readonly track: MediaStreamTrack) {}

  /** Throws NoCamera. */
  static async open(): Promise<Camera> {
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    if (!devices) throw new NoCamera(isSecureContext ? "none" : "insecure");
    let stream: MediaStream;
    try {
      stream = await devices.getUserMedia(WANTED);
    } catch (error) {
      throw new NoCamera(WHY[error instanceof Error ? error.name : ""] ?? "busy");
    }
    const [track] = stream.getVideoTracks();
    if (!track) throw new NoCamera("none");
    const camera = new Camera(stream, track);
    await camera.focus();
    return camera;
  }

  async show(video: HTMLVideoElement): Promise<void> {
    video.srcObject = this.stream;
    await video.play().catch(() => undefined); // closed again before it began
  }

  get hasTorch(): boolean { return this.offers.torch === true; }

  /** Light on or off. False where the phone does not do it now (too hot, battery low). */
  light(on: boolean): Promise<boolean> { return this.set({ torch: on }); }

  /** Another program took it, or the cable was pulled. */
  whenLost(told: () => void): void { this.track.addEventListener("ended", told); }

  close(): void { for (const track of this.stream.getTracks()) track.stop(); }

  private get offers(): Offers { return (this.track.getCapabilities?.() ?? {}) as Offers; }

  private async focus(): Promise<void> {
    if (this.offers.focusMode?.includes("continuous")) await this.set({ focusMode: "continuous" });
  }

  private set(wish: object): Promise<boolean> {
    return this.track.applyConstraints({ advanced: [wish as MediaTrackConstraintSet] }).then(() => true, () => false);
  }
}
