import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type * as sound_ from "./sound";

let notes: number[];
let shaken: number;
let kept: Map<string, string>;

const node = () => ({
  frequency: { value: 0 },
  gain: ramp(),
  connect: () => node(),
  start: () => notes.push(1),
  stop() {},
});
const ramp = () => ({ setValueAtTime() {}, exponentialRampToValueAtTime() {} });

beforeEach(() => {
  [notes, shaken, kept] = [[], 0, new Map()];
  vi.stubGlobal("localStorage", { getItem: (key: string) => kept.get(key) ?? null, setItem: kept.set.bind(kept) });
  vi.stubGlobal("navigator", { vibrate: () => (shaken += 1) });
  vi.stubGlobal("addEventListener", (kind: string, heard: () => void) => kind === "pointerdown" && heard());
  vi.stubGlobal(
    "AudioContext",
    class {
      readonly state = "running";
      readonly currentTime = 0;
      readonly createOscillator = node;
      readonly createGain = node;
      readonly resume = () => Promise.resolve();
    },
  );
});
afterEach(() => vi.unstubAllGlobals());

/** The app as it is opened anew on this phone, and touched. */
async function opened(): Promise<typeof sound_> {
  vi.resetModules();
  const app = await import("./sound");
  app.allowSound();
  return app;
}

test("two notes and a shake, until it is muted; the choice stays with the phone", async () => {
  const first = await opened();
  first.sound();
  expect([notes.length, shaken]).toEqual([2, 1]);
  first.mute(true);
  first.sound();
  const next = await opened();
  expect(next.isMuted.value).toBe(true);
  next.sound();
  expect([notes.length, shaken]).toEqual([2, 1]);
  next.mute(false);
  next.sound();
  expect([notes.length, shaken]).toEqual([4, 2]);
});
