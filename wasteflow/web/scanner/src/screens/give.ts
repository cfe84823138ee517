// The code that the other driver scans: everything this phone signed of a load and nobody has yet.
import { written } from "../core/carried";
import { entries } from "../core/queue";
import type { Screen } from "../ui/app";
import { known } from "../ui/format";
import { h } from "../ui/h";
import { bar, top } from "../ui/parts";
import { drawn } from "../ui/symbol";
import { say } from "../ui/texts";

const MOST = 4; // events in one code

export const giveScreen: Screen = {
  live: true, // a code that moves is not read
  async draw(main, standing, id) {
    const load = standing.loads.find((one) => one.id === id);
    const text = await codeOf(id);
    main.append(
      top(load ? known(load) : say("scanner.load.gone")),
      text ? h("div", { class: "shown-code", role: "img", "aria-label": say("scanner.give.code"), "data-code": text }, drawn(text)) : h("p", { class: "problem" }, say("scanner.give.too_much")),
      h("p", {}, say("scanner.give.hint")),
      bar(standing, "give"),
    );
  },
};

/** What has not been answered, and the giving over itself also where it was: the other phone need not ask. */
async function codeOf(load: string): Promise<string | null> {
  const mine = (await entries()).filter((entry) => entry.subject === load && !entry.carried && entry.state !== "refused");
  const open = mine.filter((entry, n) => n === 0 || entry.state !== "accepted").slice(0, MOST).reverse();
  for (let from = 0; from < open.length; from += 1) {
    const text = await written(open.slice(from).map((entry) => entry.item));
    if (text) return text;
  }
  return null;
}
