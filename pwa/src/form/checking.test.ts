import { expect, test } from "vitest";
import { troublesIn } from "./checking";
import { answered } from "./flow";
import { opened } from "./opening";
import { ferry, seen, sightOf, stillWorld } from "./testing";

const [ADA, BEN, CLEO] = ["u1a", "u2b", "u3c"] as const;
const act = ferry.acts.find((one) => one.name === "muster") ?? expect.fail();
const form = ferry.forms["muster"] ?? expect.fail();
const boat = seen("boat", "b1", { line: "red" });
const guest = (id: string, state = "ticketed") => seen("guest", id, { name: id }, state);

test("a form that wants each record looked at counts them and is not finished before", () => {
  const sight = sightOf([boat, guest(ADA), guest(BEN), guest(CLEO, "aboard")]);
  const flow = opened(sight, stillWorld(), act, ["b1"], null) ?? expect.fail();
  expect(flow.members[0]?.values["waiting"]).toBe(2);
  expect(troublesIn(sight, flow, form)).toEqual([{ member: 0, field: "looked_at", code: "every" }]);
  const half = answered(flow, form, 0, "looked_at", [ADA]);
  expect(troublesIn(sight, half, form)).toEqual([{ member: 0, field: "looked_at", code: "every" }]);
  expect(troublesIn(sight, answered(half, form, 0, "looked_at", [ADA, BEN]), form)).toEqual([]);
});

test("where nothing is open there is nothing to look at", () => {
  const sight = sightOf([boat, guest(CLEO, "aboard")]);
  const flow = opened(sight, stillWorld(), act, ["b1"], null) ?? expect.fail();
  expect(flow.members[0]?.values["waiting"]).toBe(0);
  expect(troublesIn(sight, flow, form)).toEqual([]);
});
