// The service worker: keeps the whole app on the phone, and hands in the queue when the signal is back.
import { handIn } from "./core/sync";

declare const self: ServiceWorkerGlobalScope;
declare const __FILES__: readonly string[]; // of the app, told when it is built
declare const __VERSION__: string;

interface SyncEvent extends ExtendableEvent { tag: string }

const HOME = "/scanner", SHELL = "scanner-";
const CACHE = SHELL + __VERSION__;
const FILES = [HOME, ...__FILES__.filter((file) => file !== "index.html").map((file) => `${HOME}/${file}`)];

self.addEventListener("install", (event) => {
  event.waitUntil(fill());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(takeOver());
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") void self.skipWaiting();
  if (event.data === "claim") event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname !== HOME && !url.pathname.startsWith(`${HOME}/`)) return;
  event.respondWith(fromCache(request.mode === "navigate" ? HOME : url.pathname, request));
});

self.addEventListener("sync", (event) => {
  if ((event as SyncEvent).tag === "hand-in") (event as SyncEvent).waitUntil(deliver());
});

/** What did not change since the version before is taken from there: a megabyte of wasm is not fetched twice. */
async function fill(): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all(
    FILES.map(async (file) => {
      const before = file.startsWith(`${HOME}/assets/`) ? await caches.match(file) : undefined;
      const response = before ?? (await fetch(file, { cache: "no-cache" }));
      if (!response.ok) throw new Error(`${file}: ${response.status}`);
      await cache.put(file, response);
    }),
  );
}

async function takeOver(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith(SHELL) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function fromCache(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}

/** Throws while something is left, so that the browser tries again. */
async function deliver(): Promise<void> {
  if ((await handIn(true)) !== null) throw new Error("not all was handed in");
}
