// The view in which a code is read: by the camera, from a photo, or typed. In reading order: `camera`, `looking`, `decoder`
// (with `decode.worker` and `passes`), `photo`, `typing` and `codes`; `verify/` judges what was read.
import { type Absent, Camera, NoCamera } from "./camera";
import { h } from "../ui/h";
import { allowSound, signal } from "../ui/signal";
import type { Say } from "../ui/texts";
import type { Form } from "./codes";
import { Looking } from "./looking";
import { readPhoto } from "./photo";
import "./reading.css";
import { Typing } from "./typing";

export type How = "camera" | "photo" | "typed";

/** What was read. A typed number comes as the address a label without a signature would have: it proves nothing. */
export interface Read { text: string; how: How }

export interface Options {
  say: Say;
  /** False: it is none of ours, and the looking goes on. */
  onRead(read: Read): boolean | void | Promise<boolean | void>;
}

export interface View { close(): void }

const AGAIN = 3000; // ms until the same foreign code is told again

/** Fill `host` with the view and begin to look. */
export function mountReading(host: HTMLElement, options: Options): View {
  const reading = new Reading(host, options);
  void reading.open();
  return reading;
}

class Reading implements View {
  private camera: Camera | null = null;
  private looking: Looking | null = null;
  private closed = false;
  private foreign = { text: "", at: 0 };
  private readonly say: Say;
  private readonly video: HTMLVideoElement;
  private readonly status = h("p", { class: "reading-status", role: "status" });
  private readonly torch: HTMLButtonElement;
  private readonly retry: HTMLButtonElement;
  private readonly view: HTMLElement;
  private readonly typing: Typing;

  constructor(host: HTMLElement, private readonly options: Options) {
    this.say = options.say;
    this.video = h("video", { playsinline: true, autoplay: true, "aria-label": this.say("scanner.reading.view") });
    this.video.muted = true; // the attribute alone does not count on a made element, and iOS plays nothing else unasked
    this.torch = this.button("scanner.reading.torch", () => void this.light());
    this.torch.setAttribute("aria-pressed", "false");
    this.torch.hidden = true;
    this.retry = this.button("scanner.reading.retry", () => void this.open());
    this.retry.hidden = true;
    this.typing = new Typing(this.say, (form, value) => void this.typed(form, value));
    this.view = h("div", { class: "reading-view" }, this.video, h("div", { class: "reading-frame", "aria-hidden": "true" }));
    const type = this.button("scanner.reading.type", () => this.turnTyping(type));
    type.setAttribute("aria-expanded", "false");
    const acts = h("div", { class: "reading-acts" }, this.retry, this.torch, this.photo(), type);
    host.replaceChildren(h("section", { class: "reading" }, this.view, this.status, acts, this.typing.root));
    document.addEventListener("visibilitychange", this.hidden);
    host.addEventListener("pointerdown", allowSound, { passive: true });
  }

  /** The camera, or one sentence why there is none and what else can be done. */
  async open(): Promise<void> {
    if (this.camera || this.closed) return;
    this.tell("scanner.reading.starting");
    this.retry.hidden = true;
    try {
      const camera = await Camera.open();
      if (this.closed || document.hidden) return camera.close();
      this.camera = camera;
      camera.whenLost(() => this.without("busy"));
      await camera.show(this.video);
    } catch (error) {
      return this.without(error instanceof NoCamera ? error.why : "busy");
    }
    this.view.classList.add("on");
    this.torch.hidden = !this.camera.hasTorch;
    this.tell("scanner.reading.aim");
    this.looking = new Looking(this.video, (text) => this.read({ text, how: "camera" }), () => this.tell("scanner.reading.no_reader"));
    void this.looking.start();
  }

  close(): void {
    this.closed = true;
    document.removeEventListener("visibilitychange", this.hidden);
    this.stop();
  }

  private stop(): void {
    this.looking?.close();
    this.camera?.close();
    this.looking = this.camera = null;
    this.video.srcObject = null;
    this.view.classList.remove("on");
    this.torch.hidden = true;
    this.torch.setAttribute("aria-pressed", "false");
  }

  // A page nobody sees must not hold the camera: another program may want it, and the battery lasts the day.
  private readonly hidden = (): void => {
    if (document.hidden) this.stop();
    else void this.open();
  };

  private without(why: Absent): void {
    this.stop();
    this.retry.hidden = why === "insecure";
    this.tell(`scanner.reading.camera_${why}`, true);
  }

  private async read(read: Read): Promise<boolean> {
    const { text } = read;
    if (text === this.foreign.text && Date.now() - this.foreign.at < AGAIN) return false;
    const ours = (await this.options.onRead(read)) !== false;
    signal(ours);
    if (ours) return true;
    this.foreign = { text, at: Date.now() };
    this.tell("scanner.reading.foreign", true);
    return false;
  }

  private async light(): Promise<void> {
    const on = this.torch.getAttribute("aria-pressed") !== "true";
    if (await this.camera?.light(on)) this.torch.setAttribute("aria-pressed", String(on));
    else this.tell("scanner.reading.no_torch", true);
  }

  private photo(): HTMLElement {
    const input = h("input", { type: "file", accept: "image/*", onchange: () => void this.photographed(input) });
    return h("label", { class: "button" }, input, h("span", {}, this.say("scanner.reading.photo")));
  }

  private async photographed(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    if (!file) return;
    this.tell("scanner.reading.photo_reading");
    try {
      const text = await readPhoto(file);
      if (text) await this.read({ text, how: "photo" });
      else this.tell("scanner.reading.photo_nothing", true);
      if (!text) signal(false);
    } catch {
      this.tell("scanner.reading.photo_none", true);
    }
    input.value = ""; // the same file may be chosen again
  }

  private turnTyping(button: HTMLButtonElement): void {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    this.typing.show(open);
  }

  private async typed({ letter }: Form, number: string): Promise<void> {
    await this.read({ text: `${location.origin}/${letter}/${number}`.toUpperCase(), how: "typed" });
  }

  private tell(key: string, wrong = false): void {
    this.status.textContent = this.say(key);
    this.status.classList.toggle("wrong", wrong);
  }

  private button(key: string, onclick: () => void): HTMLButtonElement {
    return h("button", { type: "button", onclick }, this.say(key));
  }
}
