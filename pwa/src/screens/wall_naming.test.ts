import { describe, expect, it, vi } from "vitest";
import type { Board, BoardRow } from "../store/api";
import { setLang } from "../words";
import { headcount } from "./naming";
import { together } from "./wall_naming";

const row = (key: string, more: Partial<BoardRow> = {}): BoardRow => ({
  key,
  state: "stored",
  holder: "depot:D1",
  since: 5,
  ...more,
});
const board = {
  faces: { "parcel:a": { party: "f" }, "parcel:b": { party: "f" }, "parcel:c": { party: "g" } },
} as unknown as Board;
const keys = (rows: readonly BoardRow[]) => together(board, rows).map((family) => family.map((one) => one.key));

describe("rows of one party", () => {
  it("are one row where they stand alike", () => {
    expect(keys([row("parcel:a"), row("parcel:c"), row("parcel:b")])).toEqual([["parcel:a", "parcel:b"], ["parcel:c"]]);
  });
  it("stay apart when one is with somebody else, or is late at another time", () => {
    expect(keys([row("parcel:a"), row("parcel:b", { holder: "shop:S1" })])).toHaveLength(2);
    expect(keys([row("parcel:a", { limit_at: 1 }), row("parcel:b", { limit_at: 2 })])).toHaveLength(2);
  });
  it("are never joined for those who may not be named", () => {
    expect(keys([row("parcel:x"), row("parcel:y")])).toHaveLength(2);
  });
});

it("one is a person, and more are people", async () => {
  vi.stubGlobal("document", { documentElement: { lang: "" } });
  vi.stubGlobal("localStorage", { setItem: () => undefined });
  await setLang("en");
  expect([1, 2].map(headcount)).toEqual(["1 person", "2 people"]);
});
