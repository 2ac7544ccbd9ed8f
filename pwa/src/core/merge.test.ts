import { describe, expect, test } from "vitest";
import { conflicted, differing, mergeAll, pick } from "./merge";
import type { Head } from "./merge";
import type { Policy } from "./programme";
import type { Action, Dot, Stamp, Value } from "./wire";

interface OpVector {
  readonly stamp: Stamp;
  readonly v: number;
  readonly writes: readonly (readonly [action: Action, value: Value, base: readonly Dot[], source?: string])[];
  readonly decides?: boolean;
}
interface MergeVector {
  readonly rule: string;
  readonly policy: Partial<Policy>;
  readonly ops: readonly OpVector[];
  readonly expect: readonly {
    readonly happened?: readonly string[];
    readonly pick: Value;
    readonly conflicted: boolean;
    readonly differing: readonly Value[];
  }[];
}

const VECTORS = import.meta.glob<MergeVector>("../../../sync/vectors/merge/*.json", { eager: true, import: "default" });
const PLAIN: Policy = { name: "latest", order: [], contested: false, decided_by: "", after: {}, normal: "text" };

const writesOf = (ops: readonly OpVector[]): (readonly [Head, readonly Dot[]])[] =>
  ops.flatMap(({ stamp, v, writes, decides }) =>
    writes.map(([action, value, base, source]) => {
      const head = { value, stamp, v, action, source: source ?? null, decides: decides ?? false };
      return [head, base] as const;
    }),
  );

function* orders<T>(items: readonly T[]): Generator<readonly T[]> {
  if (items.length < 2) yield items;
  for (const [at, item] of items.entries()) {
    for (const rest of items.length < 2 ? [] : orders(items.toSpliced(at, 1))) yield [item, ...rest];
  }
}

describe("the merge law", () => {
  for (const [path, { rule, policy, ops, expect: expected }] of Object.entries(VECTORS)) {
    test(`${path.replace(/.*\/|\.json/g, "")}: ${rule}`, () => {
      const whole = { ...PLAIN, ...policy };
      for (const order of orders(ops)) {
        for (const arrival of [order, [...order, ...order], [...order, ...order.toReversed()]]) {
          const state = mergeAll(writesOf(arrival), whole);
          for (const { happened = [], ...said } of expected) {
            expect({
              pick: pick(state, whole, happened),
              conflicted: conflicted(state, whole, happened),
              differing: differing(state, whole).map(({ value }) => value),
            }).toStrictEqual(said);
          }
        }
      }
    });
  }

  test("has its examples", () => {
    expect(Object.keys(VECTORS).length).toBeGreaterThan(30);
  });
});
