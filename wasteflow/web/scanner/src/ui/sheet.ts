// The sheet at the bottom that asks once more before something is signed: the second of the two taps.
import { h } from "./h";
import { say } from "./texts";

export interface Sheet {
  title: string;
  body: Node[];
  confirm: string;
  danger?: boolean;
  /** Called with the second tap; what it throws is shown, and nothing typed is lost. */
  done(): Promise<string | null>;
}

/** True where it was confirmed. */
export function sheet({ title, body, confirm, danger, done }: Sheet): Promise<boolean> {
  const problem = h("p", { class: "problem", role: "alert" });
  const yes = h("button", { class: danger ? "main danger" : "main", type: "submit" }, confirm);
  const form: HTMLFormElement = h("form", { method: "dialog" }, h("h2", { id: "sheet-title" }, title), ...body, problem, yes, h("button", { class: "quiet", type: "button", onclick: () => dialog.close() }, say("scanner.not_yet")));
  const dialog: HTMLDialogElement = h("dialog", { class: "sheet", "aria-labelledby": "sheet-title" }, form);
  let confirmed = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (yes.disabled) return;
    yes.disabled = true; // a nervous hand
    done().then(
      (wrong) => {
        confirmed = wrong === null;
        if (wrong === null) dialog.close();
        else problem.textContent = wrong;
        yes.disabled = false;
      },
      (error: unknown) => {
        problem.textContent = say("scanner.failed", { what: String(error) });
        yes.disabled = false;
      },
    );
  });
  document.body.append(dialog);
  dialog.showModal();
  yes.focus();
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(confirmed);
    }),
  );
}
