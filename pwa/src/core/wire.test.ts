import { describe, expect, test } from "vitest";
import { answerOf, exchangeText, opText, trimmed } from "./wire";
import type { Exchange, Op } from "./wire";

interface ExchangeVector {
  readonly rule: string;
  readonly kind: string;
  readonly cases: readonly (readonly unknown[])[];
}

const VECTORS = import.meta.glob<ExchangeVector>("../../../sync/vectors/exchange/*.json", {
  eager: true,
  import: "default",
});

/** What the phone says of one example, and what the example wants. `digest` and `sent` are the server's alone. */
const RUN: Record<string, (example: readonly unknown[]) => readonly [unknown, unknown]> = {
  trimmed: ([slots, least, wants]) => [trimmed(slots as unknown[], least as number), wants],
  op: ([op, wants]) => [opText(op as Op), wants],
  exchange: ([exchange, wants]) => [exchangeText(exchange as Exchange), wants],
  answer: ([text, isSound]) => [answerOf(JSON.parse(text as string)) !== null, isSound],
};

describe("the wire", () => {
  for (const [path, { rule, kind, cases }] of Object.entries(VECTORS)) {
    const run = RUN[kind];
    if (!run) continue;
    test.each(cases.map((each) => [each]))(`${path.replace(/.*\/|\.json/g, "")}: ${rule} %#`, (each) => {
      const [said, wants] = run(each);
      expect(said).toStrictEqual(wants);
    });
  }

  test("every kind of example is there", () => {
    const kinds = new Set(Object.values(VECTORS).map(({ kind }) => kind));
    expect(Object.keys(RUN).every((kind) => kinds.has(kind))).toBe(true);
  });

  test("a frozen text is read as the op it was", () => {
    const op: Op = [1, 5, null, "u1", "f", "v1", null, null, null, [["person", "r", [], null, null]]];
    expect(JSON.parse(opText(op))).toStrictEqual([
      1,
      5,
      null,
      "u1",
      "f",
      "v1",
      null,
      null,
      null,
      [["person", "r", []]],
    ]);
  });
});
