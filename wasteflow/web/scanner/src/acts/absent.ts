// Signing for a consignor that is not there, by the code of its site, and leaving with the load: one tap for both.
import { h } from "../ui/h";
import { say } from "../ui/texts";
import { type Act, mine, tap } from "./act";

interface Given { code: string }

export const absent: Act<Given> = {
  name: "absent",
  fits: (load, me) => load.status === "published" && mine(load, me),
  ask() {
    const field = h("input", { id: "code", inputmode: "numeric", autocomplete: "off", maxlength: 6, pattern: "[0-9]{6}", class: "code" });
    return {
      body: [h("label", { for: "code" }, say("scanner.site_code")), field],
      read: () => {
        const code = field.value.normalize("NFKC").trim();
        return /^[0-9]{6}$/.test(code) ? { code } : "scanner.six_digits";
      },
    };
  },
  taps: (load, me, { code }) => [
    { ...tap(load, { kind: "signed", box: "consignor", mode: "site_code", name: me.driver }), code },
    tap(load, { kind: "departed", plate: me.plate, driver: me.driver }),
  ],
};
