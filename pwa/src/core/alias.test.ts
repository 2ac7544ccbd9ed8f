// One person under several records: every example, as Python runs them.

import { expect, test } from "vitest";
import { classes, closed, journey, type Link, type Member, type Pair, shared, suspected } from "./alias";
import { completedField, completedRules } from "./completed";
import type { Awaited, Head } from "./cover";
import type { Happened } from "./custody";
import { conflicted, pick } from "./merge";
import type { AliasRules } from "./alias_rules";
import type { JourneyRules, Policy, Sparse } from "./programme";
import type { Dot, Journey, Stamp, Value } from "./wire";

type EventVector = Omit<Happened, "place" | "other"> & Partial<Happened>;
interface Example {
  readonly rule: string;
  readonly begun?: Readonly<Record<string, Stamp>>;
  readonly links?: readonly Link[];
  readonly classes?: readonly (readonly Member[])[];
  readonly rules?: Sparse<JourneyRules>;
  readonly members?: Readonly<Record<string, readonly EventVector[]>>;
  readonly since?: Stamp;
  readonly journey?: Journey;
  readonly own?: readonly EventVector[];
  readonly link?: EventVector;
  readonly closed?: Journey;
  readonly alias?: AliasRules;
  readonly answers?: Readonly<Record<string, Readonly<Record<string, Value>>>>;
  readonly settled?: readonly Pair[];
  readonly suspected?: readonly Pair[];
  readonly policy?: Sparse<Policy>;
  readonly states?: readonly {
    readonly heads?: readonly Partial<Head>[];
    readonly awaited?: readonly Partial<Awaited>[];
  }[];
  readonly pick?: Value;
  readonly conflicted?: boolean;
  readonly standing?: readonly Dot[];
}
const VECTORS = import.meta.glob<Example>("../../../sync/vectors/alias/*.json", { eager: true, import: "default" });

const happened = (event: EventVector): Happened => ({ place: null, other: null, ...event });

test.each(Object.entries(VECTORS))("%s", (_, said) => {
  if (said.classes) {
    const begun = new Map(Object.entries(said.begun ?? {}));
    expect(classes(begun, said.links ?? []), said.rule).toEqual(said.classes);
    expect(classes(begun, (said.links ?? []).toReversed()), said.rule).toEqual(said.classes);
  }
  const rules = completedRules(said.rules ?? {});
  if (said.journey && said.since) {
    const members = Object.values(said.members ?? {}).map((own) => own.map(happened));
    expect(journey(members, said.since, rules), said.rule).toEqual(said.journey);
    expect(journey(members.toReversed(), said.since, rules), said.rule).toEqual(said.journey);
  }
  if (said.closed && said.link) {
    expect(closed((said.own ?? []).map(happened), happened(said.link), rules), said.rule).toEqual(said.closed);
  }
  if (said.alias) {
    const answers = new Map(Object.entries(said.answers ?? {}));
    expect(suspected(said.alias, answers, said.settled ?? []), said.rule).toEqual(said.suspected);
  }
  if (said.policy) {
    const { policy } = completedField({ policy: said.policy });
    const states = (said.states ?? []).map(({ heads = [], awaited = [] }) => ({
      heads: heads.map((head) => ({ action: "set", source: null, decides: false, ...head }) as Head),
      awaited: awaited.map((claim) => ({ value: null, ...claim }) as Awaited),
    }));
    for (const order of [states, states.toReversed()]) {
      const one = shared(order, policy);
      expect([pick(one, policy), conflicted(one, policy)], said.rule).toEqual([said.pick, said.conflicted]);
      expect(
        one.heads.map(({ stamp: [, inc, seq] }) => [inc, seq]),
        said.rule,
      ).toEqual(said.standing);
    }
  }
});
