import { describe, expect, test } from "vitest";
import { seen, sightOf } from "../form/testing";
import type { View } from "../store/api";
import { dueOf, urgency } from "./due";
import { labelsOf, maySeePlan, sitesOf, tight } from "./areas";

const HOUR = 3_600_000;
const guest = (id: string, deck: string | null, seat: string | null = null): View =>
  seen("guest", id, { ...(deck && { deck }), ...(seat && { seat }) }, "ticketed");

function only(views: readonly View[]) {
  const sight = sightOf(views);
  const [site] = sight.programme.plan ? sitesOf(sight, sight.programme.plan) : [];
  if (!site) throw new Error("the pier has a plan");
  return site;
}
const lower = (views: readonly View[]) => only(views).areas[0];

describe("the plan of a site", () => {
  test("places bear a letter and a number", () => {
    expect(only([]).areas.map(({ area }) => labelsOf(area))).toEqual([["L1", "L2", "L3", "L4", "L5"], []]);
  });

  test("an area warns before it is full, at it, and beyond", () => {
    const crowd = (count: number) => Array.from({ length: count }, (_, n) => guest(`g${String(n)}`, "lower"));
    const rooms = [0, 3, 4, 5, 6].map((count) => lower(crowd(count))?.room);
    expect(rooms).toEqual(["free", "free", "near", "full", "over"]);
    expect(tight([only(crowd(4))]).map(({ area }) => area.name)).toEqual(["lower"]);
    expect(tight([only(crowd(3))])).toEqual([]);
  });

  test("who is held elsewhere is not here, and who was given no area is named", () => {
    const gone = guest("g1", "lower");
    const away = { ...gone, journey: gone.journey && { ...gone.journey, holder: "boat:b1" } };
    const site = only([away, guest("g2", null)]);
    expect(site.areas.every(({ here }) => here.length === 0)).toBe(true);
    expect(site.nowhere.map(({ id }) => id)).toEqual(["g2"]);
  });

  test("a number alone is that place, and two on one are seen", () => {
    const spots = lower([guest("g1", "lower", "2"), guest("g2", "lower", "l-02"), guest("g3", "lower", "9")])?.spots;
    expect(spots?.map(({ on }) => on.length)).toEqual([0, 2, 0, 0, 0]);
  });

  test("only a post of the plan sees it", () => {
    expect(maySeePlan(sightOf([], ["pier"]))).toBe(true);
    expect(maySeePlan(sightOf([], ["crew"]))).toBe(false);
  });
});

test("the clock of a wait is read off this phone alone: warned at eight hours, over at twelve", () => {
  const sight = sightOf([{ ...guest("g1", "lower"), kind: "guest" }]);
  const programme = {
    ...sight.programme,
    timers: [
      {
        ...{ about: "guest", in: ["ticketed"], while: {}, later_of: "", since: "" },
        steps: [8, 12].map((hours) => ({ minutes: hours * 60, tell: "waits", emit: "", who: [] })),
      },
    ],
  };
  const view = guest("g1", "lower");
  const at = (hours: number) => urgency(dueOf({ ...sight, programme }, view), hours * HOUR);
  expect([7.9, 8, 11.9, 12].map(at)).toEqual(["calm", "waiting", "waiting", "overdue"]);
});
