// Keeps the picture guide on a traveller's phone: after the first look it opens without a network.

import { workerAddress } from "./worker_address";

const links = [...document.querySelectorAll<HTMLLinkElement>("link[rel=alternate]")].map((link) => link.href);
const pictures = [...document.images].map((picture) => picture.src);

async function keep(): Promise<void> {
  await navigator.serviceWorker.register(workerAddress());
  // Asked of the server each time it can be reached: a guide that was changed replaces the one that is kept.
  const cache = await caches.open("guide");
  await Promise.all(
    [...links, ...pictures].map(async (address) => {
      const answer = await fetch(address, { cache: "no-cache" });
      if (answer.ok) await cache.put(address, answer);
    }),
  );
}

if ("serviceWorker" in navigator && "caches" in window) {
  keep().catch((cause: unknown) => {
    console.warn("the guide is not kept on this phone", cause);
  });
}
