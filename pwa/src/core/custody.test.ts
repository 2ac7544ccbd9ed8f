// The chain of custody: every example in every order of arrival.

import { expect, test } from "vitest";
import { fits, fold, type Happened, skipped } from "./custody";
import { completedRules } from "./completed";
import type { JourneyRules, Sparse } from "./programme";
import type { Dot, Journey, Stamp } from "./wire";

interface EventVector {
  readonly stamp: Stamp;
  readonly name: string;
  readonly place?: string;
  readonly other?: string;
  readonly failed?: readonly string[];
  readonly entitled?: boolean;
  readonly late?: boolean;
  readonly version?: string;
}
interface CustodyVector {
  readonly rule: string;
  readonly rules: Sparse<JourneyRules>;
  readonly events: readonly EventVector[];
  readonly journey: Journey;
  readonly skipped?: readonly Dot[];
  readonly judged?: readonly { readonly event: EventVector; readonly fits: string | null }[];
}
const VECTORS = import.meta.glob<CustodyVector>("../../../sync/vectors/custody/*.json", {
  eager: true,
  import: "default",
});

const happened = ({ late, place = null as never, other = null as never, ...event }: EventVector): Happened => ({
  ...event,
  place,
  other,
  flag: late ? "late" : null,
});

function* orders<T>(items: readonly T[]): Generator<readonly T[]> {
  if (items.length === 0) yield [];
  for (const [at, item] of items.entries()) for (const rest of orders(items.toSpliced(at, 1))) yield [item, ...rest];
}

test.each(Object.entries(VECTORS))("%s", (_, vector) => {
  const rules = completedRules(vector.rules);
  for (const order of orders(vector.events.map(happened))) {
    expect(fold(order, rules), vector.rule).toEqual(vector.journey);
    expect(skipped(order, rules), vector.rule).toEqual(vector.skipped ?? []);
    for (const judged of vector.judged ?? [])
      expect(fits(order, happened(judged.event), rules), vector.rule).toBe(judged.fits);
  }
});
