/// <reference lib="webworker" />
// The shell without a network, and notices that reach a closed app. Personal data never passes through here.

declare const self: ServiceWorkerGlobalScope;

const SHELL = `shell-${__VERSION__}`;
/** Doors of the server that a person may also open as a page. */
const DOORS =
  /^\/(my|sync|attachments|carriage|devices|programme|practice|push|receipts|notices|quarantine|limits|problems|health|ready)(\/|$)/;
/** The travellers' own pages: their script (guide.ts) puts them into a cache of that name, and may ask past it. */
const GUIDE = /^\/guide(\/|$)/;
/** Hashed by the build: what is at such an address never changes. */
const HASHED = /^\/assets\//;

self.addEventListener("install", (event) => {
  event.waitUntil(precache());
});

async function precache(): Promise<void> {
  const shell = await caches.open(SHELL);
  await Promise.all(
    __PRECACHE__.map(async (path) => {
      const kept = HASHED.test(path) ? await caches.match(path) : undefined;
      const answer = kept ?? (await fetch(path, { cache: "no-cache" }));
      // One missing file and the new version would break offline: stay with the old one.
      if (!answer.ok) throw new Error(`${path}: ${String(answer.status)}`);
      await shell.put(path, answer);
    }),
  );
}

self.addEventListener("message", ({ data }) => {
  if (data === "SKIP_WAITING") void self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil(tidy());
});

/** Keeps the shell before this one as well: another tab may still be running it. */
async function tidy(): Promise<void> {
  await self.clients.claim();
  const old = (await caches.keys()).filter((name) => name.startsWith("shell-") && name !== SHELL);
  await Promise.all(old.slice(0, -1).map((name) => caches.delete(name)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin || DOORS.test(pathname)) return;
  if (GUIDE.test(pathname) && request.destination !== "") event.respondWith(guide(request));
  else if (request.mode === "navigate") event.respondWith(kept("/", request));
  else if (__PRECACHE__.includes(pathname) || HASHED.test(pathname)) event.respondWith(kept(pathname, request));
});

async function kept(path: string, request: Request): Promise<Response> {
  const shell = await caches.open(SHELL);
  return (await shell.match(path)) ?? (await caches.match(path)) ?? fetch(request);
}

async function guide(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: "guide", ignoreVary: true })) ?? fetch(request);
}

interface Notice {
  readonly title?: string;
  readonly navigate?: string;
  readonly body?: string;
  readonly tag?: string;
  readonly lang?: string;
  readonly data?: { readonly receipt?: string };
}

/** What stays with a notice on the screen. */
interface Kept {
  readonly navigate: string;
  readonly receipt: string;
}

self.addEventListener("push", (event) => {
  // Browsers punish a push that shows nothing, so even an unreadable one says that something waits.
  const { title = "Homeward", navigate = "/", body, tag, lang, data } = told(event.data);
  const kept: Kept = { navigate, receipt: data?.receipt ?? "" };
  const options: NotificationOptions = { data: kept, requireInteraction: true };
  event.waitUntil(
    self.registration
      .showNotification(title, {
        ...options,
        ...(body ? { body } : {}),
        ...(tag ? { tag } : {}),
        ...(lang ? { lang } : {}),
      })
      .then(() => acknowledge(kept, "delivered")),
  );
});

/** Only what this phone says itself counts as delivered. Lost on the way, the house goes on as if it had not arrived. */
async function acknowledge({ receipt }: Kept, what: "delivered" | "opened"): Promise<void> {
  if (!receipt) return;
  const headers = { "content-type": "application/json" };
  await fetch("/receipts", { method: "POST", headers, body: JSON.stringify({ receipt, what }) }).catch(() => undefined);
}

function told(data: PushMessageData | null): Notice {
  try {
    return (data?.json() as { notification?: Notice } | undefined)?.notification ?? {};
  } catch {
    return {};
  }
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const kept = event.notification.data as Kept;
  event.waitUntil(Promise.all([acknowledge(kept, "opened"), open(kept.navigate)]));
});

async function open(navigate: string): Promise<void> {
  const target = new URL(navigate, self.location.origin);
  const url = target.origin === self.location.origin ? target.href : self.location.origin;
  const [page] = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (!page) {
    await self.clients.openWindow(url);
    return;
  }
  // Only the page itself may change its address without reloading a half-filled form.
  page.postMessage({ navigate: url });
  await page.focus();
}

export {};
