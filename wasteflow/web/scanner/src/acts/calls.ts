// What a driver does on a round: collect at a call, pass it by, load what its producer signed, deliver. Each is a sheet and a
// tap, signed on the phone; no signal is needed.
import type { Tap } from "../core/queue";
import type { Call, Round } from "../core/rounds";
import { h } from "../ui/h";
import { look } from "../ui/place";
import { sheet } from "../ui/sheet";
import { say } from "../ui/texts";
import { tapped, told } from "./perform";

interface Asked { body: Node[]; taps(): Tap[] | string } // or the text key of what is wrong

const MODES = ["pre_authorised", "site_code", "itself"] as const;
type Mode = (typeof MODES)[number];

export function collect(round: Round, call: Call): Promise<boolean> {
  const weight = h("input", { id: "kg", inputmode: "decimal", autocomplete: "off", maxlength: 10 });
  const basis = chips("basis", ["weighed", "estimated"], (one) => say(`scanner.call.${one}`)), signs = signing(call);
  const weighing = call.in_store ? [h("p", { class: "quiet-text" }, say("scanner.call.in_store"))] : [h("label", { for: "kg" }, say("scanner.call.kg")), weight, basis.field];
  return perform("collect", call, {
    body: [...weighing, ...signs.body],
    taps() {
      const kg = weight.value.normalize("NFKC").replace(",", ".").trim();
      if (!call.in_store && !(/^\d{1,7}(\.\d{1,3})?$/.test(kg) && Number(kg) > 0)) return "scanner.refuse.no_weight";
      const loading = signs.taps(round);
      if (typeof loading === "string") return loading;
      const filled = call.in_store ? {} : { kg, basis: basis.chosen() };
      return [tap(round, call, { kind: "slip_filled", call: call.n, ...filled }), ...loading];
    },
  });
}

/** The slip is filled in; its producer has signed, or the driver signs for it now. */
export function load(round: Round, call: Call): Promise<boolean> {
  const signs = signing(call, true);
  return perform("load", call, { body: signs.body, taps: () => signs.taps(round) });
}

export function skip(round: Round, call: Call): Promise<boolean> {
  const why = chips("why", ["closed", "nothing", "not_ready"], (one) => say(`scanner.call.why.${one}`));
  const more = h("input", { id: "more", autocomplete: "off", maxlength: 120 });
  const taps = (): Tap[] => {
    const reason = [say(`scanner.call.why.${why.chosen()}`), more.value.trim()].filter(Boolean).join(": ");
    return [tap(round, call, { kind: "call_skipped", call: call.n, reason })];
  };
  return perform("skip", call, { body: [why.field, h("label", { for: "more" }, say("scanner.call.more")), more], taps }, true);
}

export function deliver(round: Round): Promise<boolean> {
  const taps = (): Tap[] => [{ subject: round.id, fact: { kind: "round_arrived" }, label: round.consignee.name }];
  return perform("deliver", null, { body: [h("p", { class: "what" }, h("b", {}, round.consignee.name))], taps });
}

function tap(round: Round, call: Call, fact: Tap["fact"]): Tap {
  return { subject: round.id, fact, label: `${call.n} · ${call.site.name}` };
}

/** How the producer's box is signed: by its leave, by its site's code, or by itself, whose load waits then. */
function signing(call: Call, filled = false): { body: Node[]; taps(round: Round): Tap[] | string } {
  const can: Mode[] = MODES.filter((mode) => mode === "itself" || (mode === "site_code" ? call.absent.code : call.absent.leave));
  const field = h("input", { id: "code", inputmode: "numeric", autocomplete: "off", maxlength: 6, class: "code" });
  const typed = h("div", { hidden: can[0] !== "site_code" }, h("label", { for: "code" }, say("scanner.site_code")), field);
  const how = chips("mode", can, (one) => say(`scanner.call.mode.${one === "itself" && filled ? "has_signed" : one}`));
  how.field.addEventListener("change", () => (typed.hidden = how.chosen() !== "site_code"));
  return {
    body: [h("p", { class: "quiet-text" }, say("scanner.call.who_signs")), how.field, typed],
    taps(round) {
      const mode = how.chosen(), code = field.value.normalize("NFKC").trim();
      if (mode === "itself") return filled ? [{ ...tap(round, call, { kind: "call_loaded", call: call.n }), patient: true }] : [];
      if (mode === "site_code" && !/^[0-9]{6}$/.test(code)) return "scanner.six_digits";
      return [{ ...tap(round, call, { kind: "call_loaded", call: call.n, mode }), ...(mode === "site_code" ? { code } : {}) }];
    },
  };
}

function chips<T extends string>(name: string, values: readonly T[], word: (value: T) => string): { field: HTMLElement; chosen(): T } {
  const each = values.map((value, n) => h("label", { class: "chip" }, h("input", { type: "radio", name, value, checked: n === 0 }), h("span", {}, word(value))));
  const field = h("div", { class: "chips", role: "radiogroup" }, ...each);
  return { field, chosen: () => field.querySelector<HTMLInputElement>(":checked")!.value as T };
}

async function perform(name: string, call: Call | null, { body, taps }: Asked, danger = false): Promise<boolean> {
  void look();
  const what = call ? [h("p", { class: "what" }, h("b", {}, call.site.name), h("br"), `${call.waste} ${call.code}`)] : [];
  const done = await sheet({
    title: say(`scanner.call.${name}`), body: [...what, ...body], confirm: say(`scanner.call.confirm.${name}`), ...(danger ? { danger } : {}),
    async done() {
      const asked = taps();
      return typeof asked === "string" ? say(asked) : tapped(asked);
    },
  });
  if (done) told(`scanner.call.done.${name}`);
  return done;
}
