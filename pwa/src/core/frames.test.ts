import { expect, test } from "vitest";
import { frameIn, framesOf, gathered, type Gathered, missingOf, seenOf, wholeOf } from "./frames";

const ID = "0a1b2c3d";
const text = Array.from({ length: 5_000 }, (_, at) => "abcXYZ019-_"[at % 11])
  .join("")
  .replace(/X/g, "\n");

function all(frames: readonly string[], before: Gathered | null = null): Gathered | null {
  return frames.reduce<Gathered | null>((seen, one) => {
    const frame = frameIn(one);
    return frame ? gathered(seen, frame) : seen;
  }, before);
}

test("frames may come in any order and more than once", () => {
  const frames = framesOf(text, ID);
  const shuffled = [...frames.slice(5), ...frames.slice(3), ...[...frames].reverse()];
  const seen = all(shuffled);
  expect(seen && wholeOf(seen)).toBe(text);
});

test("who looks away takes up where they were", () => {
  const frames = framesOf(text, ID);
  const kept = JSON.parse(JSON.stringify(all(frames.slice(0, 4)))) as Gathered;
  expect([seenOf(kept), wholeOf(kept)]).toEqual([4, null]);
  expect(missingOf(kept)).toEqual(frames.slice(4).map((_, at) => at + 5));
  const seen = all(frames.slice(4), kept);
  expect(seen && wholeOf(seen)).toBe(text);
});

test("another code before the camera changes nothing, another phone's frames begin anew", () => {
  const before = all(framesOf(text, ID).slice(0, 2));
  for (const other of ["https://example.org/", "HW1 zz 1 2 x", "HW1 0a1b2c3d 3 2 x", "HW1 0a1b2c3d 1 9999 x", ""]) {
    expect(frameIn(other)).toBeNull();
  }
  const other = all(framesOf("x", "ffffffff"), before);
  expect(other && wholeOf(other)).toBe("x");
});
