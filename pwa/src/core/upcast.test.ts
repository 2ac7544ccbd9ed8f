// Acts of older versions in the words of today: every example.

import { expect, test } from "vitest";
import { today } from "./upcast";
import type { Upcast } from "./upcast_rules";
import type { Write } from "./wire";

interface UpcastVector {
  readonly rule: string;
  readonly kind: string;
  readonly rules: readonly Upcast[];
  readonly writes: readonly Write[];
  readonly reads: readonly Write[];
  readonly lost: readonly string[];
}
const VECTORS = import.meta.glob<UpcastVector>("../../../sync/vectors/upcast/*.json", {
  eager: true,
  import: "default",
});

test.each(Object.entries(VECTORS))("%s", (_, { rule, kind, rules, writes, reads, lost }) => {
  expect(today(kind, writes, rules), rule).toEqual({ writes: reads, lost });
});
