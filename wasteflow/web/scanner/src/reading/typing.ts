// The number typed by hand: grouped as the label prints it, looked at while it is typed.
import { FORMS, type Form, short, type Typed, typed, type Wrong } from "./codes";
import { h } from "../ui/h";
import type { Say } from "../ui/texts";

export class Typing {
  readonly root: HTMLFormElement;
  private form: Form = FORMS[0]!;
  private readonly input: HTMLTextAreaElement; // two lines, since 37 characters do not fit in one of a phone
  private readonly hint = h("p", { class: "reading-hint", id: "reading-hint", "aria-live": "polite" });
  private readonly count = h("p", { class: "reading-count" });

  constructor(private readonly say: Say, private readonly sent: (form: Form, value: string) => void) {
    this.input = h("textarea", {
      id: "reading-number", rows: 2, required: true, autocomplete: "off", autocorrect: "off", spellcheck: "false",
      autocapitalize: "characters", enterkeyhint: "done", "aria-describedby": "reading-hint", oninput: () => this.look(),
      onkeydown: (event) => (event as KeyboardEvent).key === "Enter" && this.submit(event),
    });
    const label = h("label", { for: "reading-number" }, say("scanner.reading.number")), send = h("button", { class: "main" }, say("scanner.reading.send"));
    this.root = h(
      "form", { class: "reading-typing", hidden: true, novalidate: true, onsubmit: (event) => this.submit(event) },
      this.choice(), label, this.input, this.count, this.hint, send,
    );
    this.look();
  }

  show(open: boolean): void {
    this.root.hidden = !open;
    if (open) this.input.focus();
  }

  private choice(): HTMLElement {
    const options = FORMS.map((form, n) => {
      const onchange = (): void => {
        this.form = form;
        this.look();
        this.input.focus();
      };
      const radio = h("input", { type: "radio", name: "reading-form", checked: n === 0, onchange });
      return h("label", {}, radio, h("span", {}, this.say(`scanner.reading.${form.name}`)));
    });
    return h("fieldset", {}, h("legend", {}, this.say("scanner.reading.which")), ...options);
  }

  private look(): void {
    const { input } = this, before = input.value.slice(0, input.selectionStart ?? input.value.length);
    const found = typed(input.value, this.form, new Date());
    const at = typed(before, this.form, new Date()).shown.length;
    input.value = found.shown;
    if (document.activeElement === input) input.setSelectionRange(at, at);
    input.inputMode = this.form.digitsOnly ? "numeric" : "text";
    const length = this.form.groups.reduce((sum, count) => sum + count, 0);
    this.count.textContent = this.say("scanner.reading.count", { typed: found.value.length, length });
    this.tell(found, found.wrong);
  }

  private submit(event: Event): void {
    event.preventDefault();
    const found = typed(this.input.value, this.form, new Date());
    if (found.whole) return this.sent(this.form, found.value);
    this.tell(found, short(found, this.form));
    this.input.focus();
  }

  private tell(found: Typed, wrong: Wrong | null): void {
    const told = wrong ?? found.doubt;
    this.hint.textContent = told ? this.say(`scanner.reading.${told.key}`, told.facts) : this.say(`scanner.reading.${this.form.name}_hint`);
    this.hint.classList.toggle("wrong", wrong !== null);
    this.hint.classList.toggle("doubt", !wrong && found.doubt !== null);
    this.input.setAttribute("aria-invalid", String(wrong !== null));
  }
}
