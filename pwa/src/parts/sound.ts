// Two notes, made by the phone itself. Browsers keep quiet until a page was touched once; and a person may mute it.

import { signal, type ReadonlySignal } from "@preact/signals";

const KEPT = "homeward.sound";
const NOTES_HZ = [880, 660] as const;
const NOTE_SECONDS = 0.22;
const LOUDNESS = 0.3;
const BUZZ_MS = [200, 100, 200];

const muted = signal(wasMuted());
export const isMuted: ReadonlySignal<boolean> = muted;

let context: AudioContext | null = null;

/** Call it once: the first touch of the page lets it sound later. */
export function allowSound(): void {
  addEventListener("pointerdown", open, { once: true });
  addEventListener("keydown", open, { once: true });
}

export function mute(to: boolean): void {
  muted.value = to;
  try {
    localStorage.setItem(KEPT, to ? "off" : "on");
  } catch {
    // Storage may be denied; the choice then lasts as long as the page.
  }
}

/** Sounds and shakes, unless muted or never touched. */
export function sound(): void {
  if (muted.value) return;
  if ("vibrate" in navigator) navigator.vibrate(BUZZ_MS);
  if (context?.state !== "running") return;
  NOTES_HZ.forEach((hz, at) => {
    if (context) note(context, hz, context.currentTime + at * NOTE_SECONDS);
  });
}

function note(on: AudioContext, hz: number, from: number): void {
  const [tone, volume] = [on.createOscillator(), on.createGain()];
  tone.frequency.value = hz;
  volume.gain.setValueAtTime(LOUDNESS, from);
  volume.gain.exponentialRampToValueAtTime(0.001, from + NOTE_SECONDS);
  tone.connect(volume).connect(on.destination);
  tone.start(from);
  tone.stop(from + NOTE_SECONDS);
}

function open(): void {
  if (typeof AudioContext === "undefined") return;
  context ??= new AudioContext();
  void context.resume();
}

function wasMuted(): boolean {
  try {
    return localStorage.getItem(KEPT) === "off";
  } catch {
    return false;
  }
}
