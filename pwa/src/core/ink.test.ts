import { describe, expect, it } from "vitest";
import { inkBytesMax, readSignature, strokePath, writeInk, writeName, type Point } from "./ink";

/** What the server admits in a signature. */
const admitted = /^[0-9A-Za-z ,.;:|+-]*$/;

function wave(points: number, from = 0): Point[] {
  return Array.from({ length: points }, (_, i) => ({ x: from + i * 4, y: 200 + Math.round(150 * Math.sin(i / 5)) }));
}

describe("a signature as text", () => {
  it("comes back as it was drawn", () => {
    const strokes = [
      wave(60),
      [{ x: 900, y: 20 }],
      [
        { x: 0, y: 0 },
        { x: 1000, y: 400 },
        { x: 990, y: 396 },
      ],
    ];
    const text = writeInk(strokes);
    expect(text).toMatch(admitted);
    expect(readSignature(text)).toEqual({ kind: "ink", strokes });
  });
  it("takes about two letters a point", () => {
    expect(writeInk([wave(200)]).length).toBeLessThan(480);
  });
  it("drops points that cannot be told apart and what is off the sheet", () => {
    const text = writeInk([
      [
        { x: -5, y: 1 },
        { x: 1, y: 1 },
        { x: 2, y: 1.2 },
        { x: 40, y: 900 },
      ],
    ]);
    expect(readSignature(text)).toEqual({
      kind: "ink",
      strokes: [
        [
          { x: 0, y: 1 },
          { x: 40, y: 400 },
        ],
      ],
    });
  });
  it("twenty long strokes stay well below the limit", () => {
    expect(writeInk(Array.from({ length: 20 }, () => wave(250))).length).toBeLessThan(inkBytesMax);
  });
  it("no strokes, no signature", () => {
    expect(writeInk([])).toBe("");
    expect(writeInk([[]])).toBe("");
    expect(writeName(" ", "")).toBe("");
  });
  it("by name, in any script, before a witness", () => {
    const text = writeName("欧阳 Łukasz 김", "Søren");
    expect(text).toMatch(admitted);
    expect(readSignature(text)).toEqual({ kind: "name", name: "欧阳 Łukasz 김", witness: "Søren" });
  });
  it("anything else is no signature", () => {
    expect(readSignature("hello")).toBeNull();
    expect(readSignature("")).toBeNull();
  });
  it("draws a smooth line and a dot", () => {
    expect(strokePath([{ x: 1, y: 2 }])).toBe("M1 2h.1");
    expect(
      strokePath([
        { x: 0, y: 0 },
        { x: 10, y: 0 },
        { x: 20, y: 10 },
      ]),
    ).toBe("M0 0Q10 0 15 5L20 10");
  });
});
