// The consignor's people show the code of their site; this phone scanned it and signs for them, and leaves with the load:
// one tap for both. Several loads of the site may be signed for while the code lasts.
import { stillCounts } from "../core/shown";
import { h } from "../ui/h";
import { say } from "../ui/texts";
import { departed, signed, stands } from "./absent";
import type { Act } from "./act";

export const shownCode: Act<object> = {
  name: "shown",
  fits: (load) => stands(load) && load.shown !== null && stillCounts(load.shown),
  ask({ shown, consignor }) {
    return {
      body: [h("p", { class: "quiet-text" }, say("scanner.shown.by", { name: shown!.name, company: consignor.name }))],
      read: () => (stillCounts(shown!) ? {} : "scanner.shown.over"),
    };
  },
  does: (load, me) => ({ taps: [{ ...signed(load, me, "shown_code"), attached: { shown: load.shown!.text } }, departed(load, me)] }),
};
