// What a screen reads before it draws: programme, records and who I am; null until all are there.

import { computed, effect, signal } from "@preact/signals";
import { now, programme, session, sync, views } from "../store/api";
import type { Sight } from "./look";

export const sight = computed<Sight | null>(() => {
  const [of, me] = [programme.value, session.value];
  return of && me ? { programme: of, views: views.value, session: me } : null;
});

const TICK_MS = 15_000;

/** The clock the lists are drawn by: moves a few times a minute, and at once when the page comes back into sight. */
export const clockTick = signal(Date.now());

export function startClock(): void {
  const tick = () => {
    clockTick.value = now();
  };
  // Every answer says what time it is at the house.
  effect(() => {
    if (sync.value.lastContact !== undefined) clockTick.value = now();
  });
  setInterval(tick, TICK_MS);
  addEventListener("focus", tick);
  document.addEventListener("visibilitychange", tick);
}
