import { expect, it } from "vitest";
import { chartOf } from "./chart";
import type { JourneyRules, JourneyStep } from "./programme";

const step = (from: string, event: string, to: string): JourneyStep => ({
  from,
  event,
  to,
  kind: "fact",
  by: ["clerk"],
  holder: "here",
  only_if: [],
});

const rules = (...steps: JourneyStep[]): JourneyRules => ({
  about: "parcel",
  steps,
  final: ["gone"],
  groups: { two: ["in", "out"], all: ["a", "b", "c", "d", "e", "f"] },
  results: [],
  resume: {},
  resume_else: "in",
  guards: {},
  links: {},
  decides: {},
  alias: null,
  earlier: {},
});

it("draws a line for each pair of states, however many steps join them", () => {
  const chart = chartOf(rules(step("", "arrive", "in"), step("in", "leave", "out"), step("in", "stolen", "out")));
  expect(chart.states).toEqual(["", "in", "out"]);
  expect(chart.passages.map((one) => one.steps.map((each) => each.event))).toEqual([["arrive"], ["leave", "stolen"]]);
});

it("a step added to the table is in the picture", () => {
  const before = chartOf(rules(step("", "arrive", "in")));
  const after = chartOf(rules(step("", "arrive", "in"), step("two", "burn", "gone")));
  expect(after.passages.length - before.passages.length).toBe(2);
});

it("what may happen almost anywhere, and what leads back, is told beside the picture", () => {
  const chart = chartOf(
    rules(step("", "arrive", "in"), step("all", "lost", "missing"), step("missing", "found", "resume")),
  );
  expect(chart.everywhere.map((one) => one.event)).toEqual(["lost", "found"]);
  expect(chart.states).toContain("missing");
  expect(chart.states).not.toContain("resume");
});
