// My company's code, for the driver who gives me a load on which it is not named.
import { written } from "../core/company";
import type { Screen } from "../ui/app";
import { h } from "../ui/h";
import { bar, top } from "../ui/parts";
import { drawn } from "../ui/symbol";
import { say } from "../ui/texts";

export const companyScreen: Screen = {
  live: true,
  draw(main, standing) {
    const { device, work } = standing, name = work?.me.company ?? "", text = written({ org: device?.org ?? "", name });
    main.append(
      top(say("scanner.to.title")),
      h("div", { class: "shown-code", role: "img", "aria-label": say("scanner.to.code"), "data-code": text }, drawn(text)),
      h("p", {}, h("b", {}, name)), h("p", {}, say("scanner.to.hint")),
      bar(standing, "me"),
    );
  },
};
