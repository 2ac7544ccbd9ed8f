import { describe, expect, test } from "vitest";
import { stopsOf } from "./stops";
import { seen, sightOf } from "./testing";

const boat = (line: string, seats = 9) => seen("boat", "b1", { line, seats }, undefined);
const guest = (id: string, colour: string, state = "ticketed") => seen("guest", id, { name: id, colour }, state);
const board = (...aboard: string[]) => [{ record: "b1", values: { aboard } }];

describe("a wrong step", () => {
  test("is stopped on the phone, with the guard that fails", () => {
    const sight = sightOf([boat("green"), guest("g1", "green"), guest("g2", "red")]);
    const stops = stopsOf(sight, "board", board("g1", "g2"), 0);
    expect(stops.map(({ view, why, guard, fact }) => [view.id, why, guard, fact])).toEqual([
      ["g2", "guard", "line", true],
    ]);
  });

  test("seats are counted with those who board in the same act", () => {
    const sight = sightOf([boat("green", 1), guest("g1", "green"), guest("g2", "green")]);
    expect(stopsOf(sight, "board", board("g1"), 0)).toEqual([]);
    expect(stopsOf(sight, "board", board("g1", "g2"), 0).map(({ view, guard }) => [view.id, guard])).toEqual([
      ["g2", "seat"],
    ]);
  });

  test("without a row a fact may still be recorded, a decision not", () => {
    const sight = sightOf([boat("green"), guest("g1", "green", "on_pier"), guest("g2", "green")]);
    expect(stopsOf(sight, "board", board("g1"), 0)[0]).toMatchObject({ why: "row", fact: true });
    const home = stopsOf(sight, "send_home", [{ record: "g2", values: { why: "storm" } }], 0);
    expect(home[0]).toMatchObject({ why: "row", fact: false });
  });

  test("another role's step is named as such", () => {
    const sight = sightOf([boat("green"), guest("g1", "green")], ["pier"]);
    expect(stopsOf(sight, "board", board("g1"), 0)[0]).toMatchObject({ why: "role" });
  });

  test("a new record's own writes count for its guards, and nothing is stopped when all is well", () => {
    const sight = sightOf([seen("guest", "g1", { name: "Ada" }, "on_pier")]);
    const filled = [{ record: "t1", values: { guests: ["g1"], colour: "red" } }];
    expect(stopsOf(sight, "ticket", filled, 0)).toEqual([]);
  });
});
