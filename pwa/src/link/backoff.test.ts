import { expect, test } from "vitest";
import { pauseMs } from "./backoff";

test("the house is left in peace as it asks, and never all phones at once", () => {
  expect(pauseMs(1, 0.5, 0)).toBe(1_000);
  expect(pauseMs(3, 0, 0)).toBe(1_000);
  expect(pauseMs(3, 1, 0)).toBe(4_000);
  expect(pauseMs(50, 1, 0)).toBe(60_000);
  expect(pauseMs(1, 0, 7_000)).toBe(7_000);
});
