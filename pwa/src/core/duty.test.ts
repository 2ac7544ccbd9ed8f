// Whose time is up: every example of the clocks that run for a record.

import { expect, test } from "vitest";
import { due } from "./duty";
import { completedTimer } from "./completed";
import type { Sparse, Timer } from "./programme";
import type { Journey, Value } from "./wire";

interface DutyVector {
  readonly rule: string;
  readonly kind: string;
  readonly timers: readonly Sparse<Timer>[];
  readonly journey: Journey | null;
  readonly words: Readonly<Record<string, Value>>;
  readonly due: readonly (readonly [
    atMs: number,
    minutes: number,
    tell: string,
    emit: string,
    who?: readonly string[],
  ])[];
}
const VECTORS = import.meta.glob<DutyVector>("../../../sync/vectors/duty/*.json", { eager: true, import: "default" });

test.each(Object.entries(VECTORS))("%s", (_, vector) => {
  const expected = vector.due.map(([atMs, minutes, tell, emit, who = []]) => ({ atMs, minutes, tell, emit, who }));
  const look = (word: string) => vector.words[word] ?? null;
  expect(due(vector.kind, vector.journey, look, vector.timers.map(completedTimer)), vector.rule).toEqual(expected);
});
