// The service worker: registered at once, so that the app is there without a signal from the first visit on. A newer
// version waits until its driver says so, or until all windows were closed; the queue is in the database, not in it.
import { said } from "./ui/app";
import { h } from "./ui/h";
import { say } from "./ui/texts";

export function openShell(): void {
  if (!("serviceWorker" in navigator)) return;
  void register().catch(() => undefined);
}

async function register(): Promise<void> {
  const registration = await navigator.serviceWorker.register("/scanner/sw.js", { scope: "/scanner", updateViaCache: "none" });
  if (registration.waiting) offer(registration);
  registration.addEventListener("updatefound", () => {
    const coming = registration.installing;
    coming?.addEventListener("statechange", () => {
      if (coming.state === "installed" && navigator.serviceWorker.controller) offer(registration);
      else if (coming.state === "installed") said(say("scanner.ready_offline"));
    });
  });
  const { active } = await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) active?.postMessage("claim"); // opened while it was taking over: it passed us by
}

function offer(registration: ServiceWorkerRegistration): void {
  if (document.getElementById("newer")) return;
  const button = h("button", { id: "newer", class: "newer", type: "button" }, say("scanner.newer"));
  button.addEventListener("click", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting?.postMessage("take over");
  });
  document.body.append(button);
}
