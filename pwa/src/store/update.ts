// A new version of the app waits until a person says so: never under a half-filled form.

import { workerAddress } from "../worker_address";
import { flushDrafts } from "./draft";
import { updateReady } from "./state";

const LOOK_MS = 3_600_000;

let waiting: ServiceWorker | null = null;

/** Registers the worker and watches for its successor. Call once. */
export async function watchUpdates(): Promise<void> {
  const workers = (navigator as Partial<Navigator>).serviceWorker;
  if (!workers || !import.meta.env.PROD) return;
  const registration = await workers.register(workerAddress(), { updateViaCache: "none" });
  const look = () => {
    // The first worker of all replaces nobody.
    if (!registration.waiting || !workers.controller) return;
    waiting = registration.waiting;
    updateReady.value = true;
  };
  look();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", look);
  });
  const isControlled = Boolean(workers.controller);
  workers.addEventListener("controllerchange", () => {
    // Another tab took the new version: this one follows when its person says so.
    if (isControlled) updateReady.value = true;
  });
  workers.addEventListener("message", ({ data }: MessageEvent<{ navigate?: string } | null>) => {
    // A notice was tapped. Staying on the page keeps what is half filled.
    if (data?.navigate) location.hash = new URL(data.navigate, location.href).hash;
  });
  const ask = () => {
    // Without a network there is nothing new.
    registration.update().catch(() => undefined);
  };
  setInterval(ask, LOOK_MS);
  addEventListener("online", ask);
}

/** Loads the waiting version. Only upon a person's wish. */
export async function applyUpdate(): Promise<void> {
  await flushDrafts();
  const workers = navigator.serviceWorker;
  const isTaken = waiting?.state !== "installed";
  if (isTaken) {
    location.reload();
    return;
  }
  workers.addEventListener("controllerchange", () => {
    location.reload();
  });
  waiting?.postMessage("SKIP_WAITING");
}
