import { describe, expect, test } from "vitest";
import { clean, equal, fault, hash64, nameFault, normal, sumOf } from "./canon";
import type { Normal } from "./canon";
import type { Value } from "./wire";

interface CanonVector {
  readonly rule: string;
  readonly kind: "fault" | "name" | "clean" | "normal" | "equal" | "hash64" | "sum";
  readonly how?: Normal;
  readonly cases: readonly (readonly unknown[])[];
}

/** As texts: the bundler's own reader knows no half surrogate pairs. */
const TEXTS = import.meta.glob<string>("../../../sync/vectors/canon/*.json", {
  eager: true,
  import: "default",
  query: "?raw",
});
const VECTORS = Object.entries(TEXTS).map(([path, text]) => [path, JSON.parse(text) as CanonVector] as const);

/** What the law says of one example, and what the example wants. The files hold many shapes, hence the casts. */
const RUN: Record<CanonVector["kind"], (example: readonly unknown[], how: Normal) => readonly [unknown, unknown]> = {
  fault: ([value, wants]) => [fault(value), wants],
  name: ([name, wants]) => [nameFault(name as string), wants],
  clean: ([typed, wants]) => [clean(typed as string), wants],
  normal: ([value, wants], how) => [normal(value as Value, how), wants],
  equal: ([a, b, wants], how) => [equal(a as Value, b as Value, how), wants],
  hash64: ([record, v, wants]) => [hash64(record as string, v as number), wants],
  sum: ([rows, count, xor]) => [sumOf(rows as [string, number][]), [count, xor]],
};

describe("canonical values", () => {
  for (const [path, { rule, kind, how = "text", cases }] of VECTORS) {
    test.each(cases.map((each) => [each]))(`${path.replace(/.*\/|\.json/g, "")}: ${rule} %#`, (each) => {
      const [said, wants] = RUN[kind](each, how);
      expect(said).toStrictEqual(wants);
    });
  }

  test("every kind of example is there", () => {
    expect(new Set(VECTORS.map(([, { kind }]) => kind))).toEqual(new Set(Object.keys(RUN)));
  });

  test("numbers that are none may not stand", () => {
    expect([NaN, Infinity, -Infinity].map((value) => fault(value))).toEqual(["float", "float", "float"]);
    expect([undefined, 1n, Symbol("x")].map((value) => fault(value))).toEqual(["type", "type", "type"]);
  });
});
