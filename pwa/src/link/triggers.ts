// What makes this phone talk: the page coming to the front, the network coming back, the house calling.

import { effect } from "@preact/signals";
import { credentials } from "../store/session";
import { contact, session } from "../store/state";
import { alone } from "../store/tabs";
import { pauseMs } from "./backoff";
import { lineIs, syncSoon } from "./link";
import { isLost, networkBack, watchNetwork } from "./network";
import { listen } from "./wake";

/** Starts talking, and keeps on for the life of the page. Call once. */
export function watch(): void {
  watchNetwork();
  addEventListener("focus", syncSoon);
  addEventListener("online", syncSoon);
  addEventListener("pageshow", syncSoon);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") syncSoon();
  });
  // One line for all tabs: the one that holds it tells the others what it stored.
  void alone("wake", keepListening);
  syncSoon();
}

async function keepListening(): Promise<never> {
  let failures = 0;
  for (;;) {
    if (isLost.value) {
      await networkBack();
      failures = 0;
    }
    const who = await credentials().catch(() => null);
    if (who && contact.value.problem !== "unauthorised" && contact.value.problem !== "revoked") {
      const line = new AbortController();
      // Another name, another line.
      const forget = effect(() => {
        if (session.value?.inc !== who.session.inc || isLost.value) line.abort();
      });
      await listen(
        who.token,
        () => {
          failures = 0;
          lineIs(true);
          syncSoon();
        },
        line.signal,
      );
      forget();
      lineIs(false);
    }
    failures += 1;
    await new Promise((resolve) => setTimeout(resolve, pauseMs(failures, Math.random(), 0)));
  }
}
