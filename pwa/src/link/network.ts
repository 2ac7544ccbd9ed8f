// In practice the network can be taken from this phone: to link/ it is then as if there were none.

import { computed, signal } from "@preact/signals";
import { session } from "../store/state";

const KEPT = "homeward.network";
const taken = signal(false);

/** Whether this phone is without a network by its own switch. Only ever in practice. */
export const isLost = computed(() => taken.value && session.value?.practice === true);

/** Takes the network from all windows of this phone, or gives it back. */
export function loseNetwork(lost: boolean): void {
  try {
    localStorage.setItem(KEPT, lost ? "lost" : "");
  } catch {
    // Storage may be denied; the switch then holds for this window.
  }
  turn(lost);
}

/** Follows the switch of the other windows. Call once, when the page starts. */
export function watchNetwork(): void {
  turn(kept());
  addEventListener("storage", () => {
    turn(kept());
  });
}

/** Resolves when there is a network as far as the switch is concerned. */
export function networkBack(): Promise<void> {
  return new Promise((resolve) => {
    const forget = isLost.subscribe((lost) => {
      if (lost) return;
      resolve();
      queueMicrotask(() => {
        forget();
      });
    });
  });
}

function turn(lost: boolean): void {
  if (lost === taken.value) return;
  taken.value = lost;
  // Whoever waits for the real network to come or go waits for this one too.
  dispatchEvent(new Event(lost ? "offline" : "online"));
}

function kept(): boolean {
  try {
    return localStorage.getItem(KEPT) === "lost";
  } catch {
    return false;
  }
}
