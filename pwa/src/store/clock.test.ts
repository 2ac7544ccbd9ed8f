import { afterEach, expect, test, vi } from "vitest";
import { learnOffset, mono, now } from "./clock";

afterEach(() => vi.restoreAllMocks());

test("counts the hours a phone slept, and not a wall clock set back", () => {
  const wall = vi.spyOn(Date, "now");
  const tick = vi.spyOn(performance, "now");
  const at = (wallMs: number, tickMs: number): number => {
    wall.mockReturnValue(wallMs);
    tick.mockReturnValue(tickMs);
    return mono()[1];
  };
  const start = at(5_000_000_000_000, 1_000_000);
  expect(at(5_000_000_001_000, 1_001_000) - start).toBe(1_000);
  expect(at(5_000_003_601_000, 1_001_000) - start).toBe(3_601_000);
  expect(at(5_000_000_000_000, 1_002_000) - start).toBe(3_602_000);
});

test("is an integer and keeps its page session", () => {
  const [page, reading] = mono();
  expect(page).toMatch(/^[0-9a-f]{12}$/);
  expect(mono()[0]).toBe(page);
  expect(Number.isInteger(reading)).toBe(true);
});

test("time left is counted by the server's clock", () => {
  vi.spyOn(Date, "now").mockReturnValue(1_000_000);
  expect(learnOffset(400_000, 999_000, 1_001_000)).toBe(600_000);
  expect(now()).toBe(400_000);
});
