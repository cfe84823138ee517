// The load before the driver is not what its manifest says: what differs, in his words or by his scale, with photos. In
// Guangdong such a load may not be carried until the manifest was corrected (manifests/life/mismatch.py).
import { mayDo } from "../core/load";
import { h } from "../ui/h";
import { type Photos, photos } from "../ui/photo";
import { say } from "../ui/texts";
import { type Act, tap } from "./act";

const KINDS = ["weight", "packages", "name", "form", "nature", "code"] as const;
const LONGEST = 250;

interface Given { kind: string; found: string; taken: Photos["photos"] }

export const refuse: Act<Given> = {
  name: "refuse",
  minor: true,
  danger: true,
  fits: (load) => mayDo(load, "difference_found") === "now",
  ask(load) {
    const kinds = KINDS.map((kind, n) => h("label", { class: "chip" }, h("input", { type: "radio", name: "kind", value: kind, checked: n === 0 }), h("span", {}, say(`words.difference.${kind}`))));
    const weight = h("input", { id: "kg", inputmode: "decimal", autocomplete: "off", maxlength: 10 });
    const words = h("textarea", { id: "found", rows: 3, maxlength: LONGEST });
    const weighing = h("div", {}, h("label", { for: "kg" }, say("scanner.refuse.kg")), weight);
    const group = h("div", { class: "chips", role: "radiogroup", "aria-label": say("scanner.refuse.what") }, ...kinds);
    const chosen = () => group.querySelector<HTMLInputElement>(":checked")?.value ?? "";
    group.addEventListener("change", () => (weighing.hidden = chosen() !== "weight"));
    const taken = photos(load.id);
    return {
      body: [group, weighing, h("label", { for: "found" }, say("scanner.refuse.words")), words, taken.field],
      read() {
        const kind = chosen(), kg = weight.value.normalize("NFKC").replace(",", ".").trim(), text = words.value.trim();
        if (kind === "weight" && !/^\d{1,7}(\.\d{1,3})?$/.test(kg)) return "scanner.refuse.no_weight";
        if (kind !== "weight" && !text) return "scanner.refuse.no_words";
        return { kind, found: [kind === "weight" ? `${kg} kg` : "", text].filter(Boolean).join("; "), taken: taken.photos };
      },
    };
  },
  does(load, _me, { kind, found, taken }) {
    const line = load.lines.length === 1 ? { line: 1 } : {};
    const fact = { kind: "difference_found", differences: [{ kind, found, ...line }] };
    const attached = taken.length ? { attached: { photos: taken.map((photo) => photo.digest) } } : {};
    return { taps: [{ ...tap(load, fact), ...attached }], photos: taken };
  },
};
