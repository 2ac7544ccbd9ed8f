// Guards and rules by date: every example.

import { expect, test } from "vitest";
import { type Calls, failed, ruleInForce } from "./guard";
import { completedRow, completedRules } from "./completed";
import type { JourneyRules, PolicyRow, Sparse } from "./programme";
import type { Value } from "./wire";

interface GuardVector {
  readonly rule: string;
  readonly guards: NonNullable<Sparse<JourneyRules>["guards"]>;
  readonly words: Readonly<Record<string, Value>>;
  readonly only_if: readonly string[];
  readonly failed: readonly string[];
  readonly answers?: {
    readonly seats_left?: boolean;
    readonly whole_party?: boolean;
    readonly emptied?: boolean;
    readonly policy?: Sparse<PolicyRow> | null;
  };
  readonly asked?: readonly unknown[];
}
interface PolicyVector {
  readonly rule: string;
  readonly rows: readonly Sparse<PolicyRow>[];
  readonly cases: readonly {
    readonly at: number;
    readonly countries: readonly string[];
    readonly in_force: string | null;
  }[];
}
const GUARDS = import.meta.glob<GuardVector>("../../../sync/vectors/guard/*.json", { eager: true, import: "default" });
const POLICY = import.meta.glob<PolicyVector>("../../../sync/vectors/policy/*.json", {
  eager: true,
  import: "default",
});

/** Answers as the example has them, and remembers what was asked. */
function answering(answers: NonNullable<GuardVector["answers"]>, asked: unknown[]): Calls {
  return {
    seatsLeft: (holder, seats) => asked.push(["seats_left", holder, seats]) > 0 && answers.seats_left === true,
    wholeParty: (kind, party, people) =>
      asked.push(["whole_party", kind, party, people]) > 0 && answers.whole_party === true,
    emptied: (but, sought) => asked.push(["emptied", but, sought]) > 0 && answers.emptied === true,
    policy: (countries) => {
      asked.push(["policy", countries]);
      return answers.policy ? completedRow(answers.policy) : null;
    },
  };
}

test.each(Object.entries(GUARDS))("%s", (_, vector) => {
  const row = { from: "", event: "go", to: "gone", only_if: vector.only_if };
  const rules = completedRules({ about: "hiker", steps: [row], guards: vector.guards });
  const [step] = rules.steps;
  if (!step) throw new Error("no step");
  const asked: unknown[] = [];
  const calls = vector.answers ? answering(vector.answers, asked) : null;
  expect(
    failed(step, rules, (word) => vector.words[word] ?? null, calls),
    vector.rule,
  ).toEqual(vector.failed);
  expect(asked, vector.rule).toEqual(vector.asked ?? []);
});

test.each(Object.entries(POLICY))("%s", (_, { rule, rows, cases }) => {
  for (const { at, countries, in_force } of cases)
    expect(ruleInForce(rows.map(completedRow), at, countries)?.id ?? null, `${rule} ${String(at)}`).toBe(in_force);
});
