import { signal, type ReadonlySignal } from "@preact/signals";

/** How light the screen is drawn. "auto" follows the phone; "sun" is the highest contrast. */
export type Mode = "auto" | "day" | "night" | "sun";

const modes: readonly Mode[] = ["auto", "day", "night", "sun"];
const kept = "homeward.light";
const chosen = signal<Mode>("auto");

export const mode: ReadonlySignal<Mode> = chosen;

/** Draws as chosen before. Call it before the first draw. */
export function startMode(): void {
  try {
    show(modes.find((m) => m === localStorage.getItem(kept)) ?? "auto");
  } catch {
    // Storage may be denied; then the phone decides.
    show("auto");
  }
}

export function setMode(to: Mode): void {
  show(to);
  try {
    localStorage.setItem(kept, to);
  } catch {
    // Storage may be denied; the choice then lasts as long as the page.
  }
}

function show(to: Mode): void {
  chosen.value = to;
  if (to === "auto") delete document.documentElement.dataset["mode"];
  else document.documentElement.dataset["mode"] = to;
}
