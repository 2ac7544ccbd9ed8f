import { describe, expect, test } from "vitest";
import { ferry, seen, sightOf } from "../form/testing";
import { actsOn, answersTo, grouped, onTab, partyOf } from "./board";
import { dueOf, urgency } from "./due";
import { lookOf } from "./look";

const MIN = 60_000;
const guests = [
  seen("guest", "a", { name: "Ångström", number: "P-K7-001", group: "x" }, "on_pier", 20 * MIN),
  seen("guest", "b", { name: "Bo" }, "on_pier", 5 * MIN),
  seen("guest", "c", { name: "Cy", group: "x" }, "on_pier", 0),
  seen("guest", "d", { name: "Di" }, "ticketed", 0),
  seen("guest", "e", { name: "Ed" }, "gone", 0),
];
const sight = sightOf(guests);
const tab = ferry.tabs[0] ?? expect.fail();
const at = (id: string) => sight.views.get(id) ?? expect.fail(id);

describe("my post", () => {
  test("a list holds the states it names, groups of states too", () => {
    expect(onTab(sight, tab).map((view) => view.id)).toEqual(["a", "b", "c", "d"]);
  });

  test("rows stand under the act that is due, soonest first, families together", () => {
    const groups = grouped(sight, onTab(sight, tab));
    expect(groups.map((group) => group.key)).toEqual(["act.sell", "state.ticketed"]);
    expect(groups[0]?.lines.map((line) => line.view.id)).toEqual(["c", "a", "b"]);
  });

  test("main acts come first; acts of other states are not offered", () => {
    expect(actsOn(sight, at("a")).map((act) => act.name)).toEqual(["sell", "send_home"]);
    expect(actsOn(sight, at("d")).map((act) => act.name)).toEqual(["send_home"]);
    expect(actsOn(sightOf(guests, ["crew"]), at("a"))).toEqual([]);
  });

  test("a party is everybody who shares it", () => {
    expect(partyOf(sight, [at("a")]).map((view) => view.id)).toEqual(["a", "c"]);
    expect(partyOf(sight, [at("b")]).map((view) => view.id)).toEqual(["b"]);
  });

  test.each([
    ["angstrom", true],
    ["ÅNG", true],
    ["001", true],
    ["pk7001", true],
    ["ang 001", true],
    ["bo", false],
    ["  ", true],
  ])("searching for %j finds: %s", (asked, found) => {
    expect(answersTo(sight, at("a"), asked)).toBe(found);
  });
});

describe("time left", () => {
  test("the limit is the step at which the server acts, the first step the warning", () => {
    const due = dueOf(sight, at("b"));
    expect(due).toEqual({ since: 5 * MIN, warn: 15 * MIN, limit: 35 * MIN });
    expect([14, 15, 34, 35].map((minute) => urgency(due, minute * MIN))).toEqual([
      "calm",
      "waiting",
      "waiting",
      "overdue",
    ]);
    expect(dueOf(sight, at("d"))).toBeNull();
  });

  test("where people have said when it ends, that is the limit, and no warning comes after it", () => {
    const of = (until: number) => dueOf(sight, { ...at("b"), until });
    expect(of(90 * MIN)).toEqual({ since: 5 * MIN, warn: 15 * MIN, limit: 90 * MIN });
    expect(of(10 * MIN)).toEqual({ since: 5 * MIN, warn: 10 * MIN, limit: 10 * MIN });
  });
});

describe("reference words", () => {
  const ticket = seen("ticket", "t", { guests: ["a", "b"] });
  const boat = seen("boat", "n", { line: "red" });
  const wide = sightOf([...guests, ticket, boat]);

  test.each([
    ["state", "on_pier"],
    ["actor.place", "pier:P1"],
    ["other", "boat:n"],
    ["other.line", "red"],
    ["self.name", "Ångström"],
    ["ticket.guests", ["a", "b"]],
    ["nothing.there", null],
  ])("%s", (word, value) => {
    expect(lookOf(wide, at("a"), { other: boat })(word)).toEqual(value);
  });

  test("a ticket sold under the closed one of two records is of the guest who goes on", () => {
    const closed = { ...seen("guest", "c", {}, "gone"), oneOf: ["a", "c"] };
    const sold = seen("ticket", "u", { guests: ["c"] });
    const two = sightOf([{ ...at("a"), oneOf: ["a", "c"] }, closed, sold]);
    expect([lookOf(two, sold)("guests"), lookOf(two, sold)("guests.state")]).toEqual([["a"], ["on_pier"]]);
    expect(lookOf(two, two.views.get("a") ?? null)("ticket.guests")).toEqual(["c"]);
  });

  test("a word through a list of records gives each one's answer", () => {
    expect(lookOf(wide, ticket)("guests.name")).toEqual(["Ångström", "Bo"]);
  });
});
