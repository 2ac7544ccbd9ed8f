import { expect, it } from "vitest";
import type { ChainLink } from "./chain";
import { foldable, joint, stagesOf } from "./chain_stages";

function held(key: string, holder: string, kind: "past" | "now" = "past", pending = false): ChainLink {
  return { kind, key, holder, event: key, at: 0, who: "Li Na", device: "k7x4mq", pending };
}

const links: ChainLink[] = [
  held("register", "desk"),
  held("choose", "desk"),
  held("board", "bus"),
  { kind: "gap", key: "gap", from: 1, until: 2 },
  held("check in", "point"),
  held("sample", "point", "now", true),
  { kind: "next", key: "next", holder: "street" },
];

it("what happens with one holder is one link", () => {
  expect(stagesOf(links).map((s) => [s.kind, "beats" in s ? s.beats.length : 0])).toEqual([
    ["past", 2],
    ["past", 1],
    ["gap", 0],
    ["now", 2],
    ["next", 0],
  ]);
});

it("a gap hangs on nothing; what is due hangs loosely", () => {
  const stages = stagesOf(links);
  const joints = stages.flatMap((s, i) => joint(s, stages[i + 1]));
  expect(joints).toEqual(["solid", "none", "none", "dashed", "none"]);
});

it("a link only this phone knows hangs loosely", () => {
  const [desk, bus] = stagesOf([held("register", "desk"), held("board", "bus", "now", true)]);
  expect(desk && joint(desk, bus)).toBe("dashed");
});

it("folds the oldest, never a single one", () => {
  const many = stagesOf(["a", "b", "c", "d", "e"].map((h) => held(h, h)));
  expect(foldable(many, 2)).toBe(3);
  expect(foldable(many, 4)).toBe(0);
  expect(foldable(stagesOf([]), 2)).toBe(0);
});
