// Signing for a consignor that is not there, and leaving with the load: one tap for both. By the code of its site, which
// is compared when it is handed in; or by leave it gave this carrier beforehand.
import type { Load } from "../core/load";
import { h } from "../ui/h";
import { say } from "../ui/texts";
import { type Act, type Me, tap } from "./act";

interface Given { code: string }

export const stands = (load: Load) => load.ways[load.at]?.acts["signed"] !== undefined;
export const signed = (load: Load, me: Me, mode: string) => tap(load, { kind: "signed", box: "consignor", mode, name: me.driver });
// Where the code was wrong it is typed anew in the queue; the departure waits for that.
export const departed = (load: Load, me: Me) => ({ ...tap(load, { kind: "departed", plate: me.plate, driver: me.driver }), patient: true });

export const leave: Act = {
  name: "leave",
  fits: (load) => stands(load) && load.absent.leave,
  does: (load, me) => ({ taps: [signed(load, me, "pre_authorised"), departed(load, me)] }),
};

export const absent: Act<Given> = {
  name: "absent",
  fits: (load) => stands(load) && load.absent.code,
  ask() {
    const field = h("input", { id: "code", inputmode: "numeric", autocomplete: "off", maxlength: 6, class: "code" });
    return {
      body: [h("label", { for: "code" }, say("scanner.site_code")), field],
      read() {
        const code = field.value.normalize("NFKC").trim();
        return /^[0-9]{6}$/.test(code) ? { code } : "scanner.six_digits";
      },
    };
  },
  does: (load, me, { code }) => ({ taps: [{ ...signed(load, me, "site_code"), code }, departed(load, me)] }),
};
