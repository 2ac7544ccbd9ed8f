import { describe, expect, test } from "vitest";
import { troublesIn, troublesOn } from "./checking";
import { answered, askedFields, formOf, pagesOf, turned, type Flow, type Page } from "./flow";
import { entered, joined, opened, parted } from "./opening";
import { ferry, seen, sightOf, stillWorld } from "./testing";

const act = (name: string) => ferry.acts.find((one) => one.name === name) ?? expect.fail(name);
const step = (member: number, at: number): Page => ({ kind: "step", member, step: at });

function begun(name: string, on: readonly string[] = [], sight = sightOf([])): Flow {
  return opened(sight, stillWorld(), act(name), on, null) ?? expect.fail("no flow");
}

describe("a family's form", () => {
  const sight = sightOf([]);
  const form = ferry.forms["check_in"] ?? expect.fail();

  test("goes step by step to the look over all", () => {
    expect(pagesOf(sight, begun("welcome"), form)).toEqual([step(0, 0), step(0, 1), step(0, 2), { kind: "check" }]);
  });

  test("asks what an answer makes necessary, and only that", () => {
    const flow = begun("welcome");
    expect(askedFields(sight, flow, form, step(0, 2))).toEqual(["dog"]);
    const withDog = answered(flow, form, 0, "dog", true);
    expect(askedFields(sight, withDog, form, step(0, 2))).toEqual(["dog", "dog_name"]);
    expect(troublesOn(sight, withDog, form, step(0, 2))).toEqual([{ member: 0, field: "dog_name", code: "needed" }]);
  });

  test("never asks for what is worked out", () => {
    expect(askedFields(sight, begun("welcome"), form, step(0, 1))).toEqual(["name", "paper"]);
  });

  test("the next member opens with what the family said, at the first step", () => {
    const world = stillWorld();
    const first = answered(begun("welcome"), form, 0, "speaks", "zh-Hans");
    const both = joined(sight, world, first);
    expect(both.page).toEqual(step(1, 0));
    expect(both.members[1]?.values).toMatchObject({ speaks: "zh-Hans" });
    expect(both.members[1]?.values["group"]).toBe(both.members[0]?.values["group"]);
    expect(both.reader).toBe("zh-Hans");
    expect(parted(both, 1).members).toHaveLength(1);
  });

  test("turns on and back, and ends at either side", () => {
    const flow = begun("welcome");
    const on = turned(sight, flow, form, 1) ?? expect.fail();
    expect(on.page).toEqual(step(0, 1));
    expect(turned(sight, on, form, -1)?.page).toEqual(step(0, 0));
    expect(turned(sight, flow, form, -1)).toBeNull();
    expect(turned(sight, { ...flow, page: { kind: "check" } }, form, 1)).toBeNull();
  });

  test("an answer that was typed over is no longer read from the document", () => {
    const read = answered(begun("welcome"), form, 0, "name", "ADA", "mrz");
    expect(read.members[0]?.sources).toEqual({ name: "mrz" });
    expect(answered(read, form, 0, "name", "ADAM").members[0]?.sources).toEqual({});
  });
});

const [G1, G2, G3] = [1, 2, 3].map((n) => `01900000-0000-7000-8000-00000000000${n}`) as [string, string, string];

describe("the next form of an act", () => {
  const guests = [
    seen("guest", G1, { name: "Ada", group: "p" }, "on_pier"),
    seen("guest", G2, { name: "Bo", group: "p" }, "on_pier"),
    seen("guest", G3, { name: "Cy" }, "on_pier"),
  ];
  const sight = sightOf(guests);
  const form = ferry.forms["ticket"] ?? expect.fail();

  test("opens with the people of the form before", () => {
    const flow = { ...begun("welcome"), made: { check_in: [G1, G2] } };
    const next = entered(sight, stillWorld(), flow, 1) ?? expect.fail();
    expect(formOf(ferry, next)?.name).toBe("ticket");
    expect(next.members[0]?.values["guests"]).toEqual([G1, G2]);
    expect(entered(sight, stillWorld(), next, 2)).toBeNull();
  });

  test("brings the family of the one it was opened for", () => {
    expect(begun("sell", [G1], sight).members[0]?.values["guests"]).toEqual([G1, G2]);
    expect(begun("sell", [G1, G3], sight).members[0]?.values["guests"]).toEqual([G1, G3]);
  });

  test("wants a reason when part of a family is left behind", () => {
    const flow = answered(begun("sell", [G1], sight), form, 0, "guests", [G1]);
    const red = answered(flow, form, 0, "colour", "red");
    expect(troublesIn(sight, red, form)).toEqual([{ member: 0, field: "guests", code: "split" }]);
    expect(troublesIn(sight, { ...red, reason: "Bo is ill" }, form)).toEqual([]);
    const whole = answered(red, form, 0, "guests", [G1, G2]);
    expect(troublesIn(sight, whole, form)).toEqual([]);
  });

  test("is looked over when it decides about a person on more than one screen", () => {
    const flow = begun("sell", [G3], sight);
    expect(pagesOf(sight, answered(flow, form, 0, "colour", "red"), form)).toEqual([step(0, 0)]);
    expect(pagesOf(sight, answered(flow, form, 0, "colour", "green"), form)).toHaveLength(3);
  });

  test("one answer stands for all when a form is filled once for several", () => {
    const home = ferry.forms["send_home"] ?? expect.fail();
    const flow = begun("send_home", [G1, G3], sight);
    expect(flow.members.map((member) => member.record)).toEqual([G1, G3]);
    expect(pagesOf(sight, flow, home)).toEqual([step(0, 0)]);
    const why = answered(flow, home, 0, "why", "storm");
    expect(why.members.map((member) => member.values["why"])).toEqual(["storm", "storm"]);
  });
});

describe("a list that proposes everybody", () => {
  const guests = [
    seen("guest", "g1", { colour: "green" }, "ticketed"),
    seen("guest", "g2", { colour: "red" }, "ticketed"),
    seen("guest", "g3", { colour: "green" }, "on_pier"),
    seen("guest", "g4", { colour: "green" }, "ticketed"),
  ];

  test("opens with all whom it may name, and nobody else", () => {
    const sight = sightOf([...guests, seen("boat", "b1", { line: "green" })]);
    expect(begun("call", ["b1"], sight).members[0]?.values["called"]).toEqual(["g1", "g4"]);
  });

  test("shows what was said before, not everybody again", () => {
    const sight = sightOf([...guests, seen("boat", "b1", { line: "green", called: ["g1"] })]);
    expect(begun("call", ["b1"], sight).members[0]?.values["called"]).toEqual(["g1"]);
  });
});
