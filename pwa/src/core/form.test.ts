// What a form asks and what saving it makes: every example.

import { describe, expect, test } from "vitest";
import {
  compose,
  decide,
  defaults,
  elementFault,
  faults,
  type Filled,
  type Seen,
  type Speaker,
  valueFault,
} from "./form";
import { completed, completedField, completedForm } from "./completed";
import type { Field, Form, Place, Programme, Sparse } from "./programme";
import type { Part, Value } from "./wire";

interface Vector {
  readonly rule: string;
}
type Words = Readonly<Record<string, Value>>;
interface ComposeVector extends Vector {
  readonly programme: Sparse<Programme>;
  readonly form: string;
  readonly author: Speaker;
  readonly views: readonly Seen[];
  readonly filled: readonly Filled[];
  readonly parts: readonly Part[];
}
interface DecideVector extends Vector {
  readonly programme: Sparse<Programme>;
  readonly author: Speaker;
  readonly view: Seen;
  readonly field: string;
  readonly value: Value;
  readonly part: Part;
}
interface NeededVector extends Vector {
  readonly form: Sparse<Form>;
  readonly places: readonly Place[];
  readonly words: Words;
  readonly cases: readonly {
    readonly values: Words;
    readonly faults: readonly (readonly [field: string, code: string])[];
  }[];
}
interface AnswerVector extends Vector {
  readonly field: Sparse<Field>;
  readonly places: readonly Place[];
  readonly element: boolean;
  readonly cases: readonly { readonly value: Value; readonly fault: string | null }[];
}
interface OpensVector extends Vector {
  readonly form: Sparse<Form>;
  readonly words: Words;
  readonly view: Seen | null;
  readonly values: Words;
}

const VECTORS = import.meta.glob<Vector>("../../../sync/vectors/form/*.json", { eager: true, import: "default" });

const ofSort = <T extends Vector>(sort: string): [name: string, vector: T][] =>
  Object.entries(VECTORS).flatMap(([path, vector]) => {
    const name = path.split("/").at(-1) ?? "";
    return name.startsWith(`${sort}_`) ? [[name, vector as T]] : [];
  });

/** A part with every slot in place, as the examples write it. */
const whole = ([kind, record, writes, event = null, seen = null]: Part) => [
  kind,
  record,
  writes.map(([field, action, value, base, source = null]) => [field, action, value, base ?? [], source]),
  event,
  seen,
];

describe("compose", () => {
  test.each(ofSort<ComposeVector>("compose"))("%s", (_, { rule, programme, form, author, views, filled, parts }) => {
    const view = (record: string) => views.find(({ id }) => id === record);
    expect(compose(completed(programme), form, filled, author, view).map(whole), rule).toEqual(parts);
  });
});

describe("decide", () => {
  test.each(ofSort<DecideVector>("decide"))("%s", (_, { rule, programme, view, field, value, author, part }) => {
    expect(whole(decide(completed(programme), view, field, value, author)), rule).toEqual(part);
  });
});

describe("needed", () => {
  test.each(ofSort<NeededVector>("needed"))("%s", (_, { rule, form, places, words, cases }) => {
    for (const { values, faults: expected } of cases) {
      const found = faults(completedForm(form), values, (word) => words[word] ?? null, places);
      expect(
        found.map(({ field, code }) => [field, code]),
        rule,
      ).toEqual(expected);
    }
  });
});

describe("answer", () => {
  test.each(ofSort<AnswerVector>("answer"))("%s", (_, { rule, field, places, element, cases }) => {
    const judge = element ? elementFault : valueFault;
    for (const { value, fault } of cases)
      expect(judge(completedField(field), value, places), `${rule} ${JSON.stringify(value)}`).toBe(fault);
  });
});

describe("opens", () => {
  test.each(ofSort<OpensVector>("opens"))("%s", (_, { rule, form, words, view, values }) => {
    expect(
      defaults(completedForm(form), (word) => words[word] ?? null, view),
      rule,
    ).toEqual(values);
  });
});
