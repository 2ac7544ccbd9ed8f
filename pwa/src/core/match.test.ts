// Match tables: every example of the one condition language.

import { expect, test } from "vitest";
import { matches } from "./match";
import type { Match } from "./programme";
import type { Value } from "./wire";

interface MatchVector {
  readonly rule: string;
  readonly words: Readonly<Record<string, Value>>;
  readonly cases: readonly { readonly match: Match; readonly holds: boolean }[];
}
const VECTORS = import.meta.glob<MatchVector>("../../../sync/vectors/match/*.json", { eager: true, import: "default" });

test.each(Object.entries(VECTORS))("%s", (_, { rule, words, cases }) => {
  for (const { match, holds } of cases)
    expect(
      matches(match, (word) => words[word] ?? null),
      `${rule} ${JSON.stringify(match)}`,
    ).toBe(holds);
});
