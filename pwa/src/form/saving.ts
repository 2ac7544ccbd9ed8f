// Saving a form: what is worked out at that moment, the number given, one op or one per record.

import { targets, type Filled } from "../core/form";
import type { Form } from "../core/programme";
import type { Value } from "../core/wire";
import { loadDraft, newRecord, now, save, storeDraft } from "../store/api";
import { lang } from "../words";
import { clock, dayOf, offsetOf } from "../words/time";
import { ids, type Sight } from "../screens/look";
import { isShared, type Flow, type Member } from "./flow";
import { knownWords } from "./known_words";
import type { World } from "./opening";
import { highestUsed, numbered, serial } from "./serial";

/** The world as this phone has it. */
export const world: World = {
  id: newRecord,
  now,
  dayOf,
  timeOf: (at) => `${dayOf(at)}T${clock(at)}:${String(Math.floor(at / 1000) % 60).padStart(2, "0")}${offsetOf(at)}`,
  language: () => lang.value,
};

const COUNT_KEY = "count.serial";

export interface Finished {
  readonly members: readonly Member[];
  /** Call once they are stored: the numbers they bear are used up. A number that nobody bears must not be missing. */
  readonly keepCount: () => void;
}

/** The members as they are saved: calculated answers as of now, numbers given, answers taken back as nothing. */
export async function finished(sight: Sight, flow: Flow, form: Form): Promise<Finished> {
  const { place, inc } = sight.session;
  const key = `${COUNT_KEY}.${inc}`;
  const kept = await loadDraft(key);
  const used = valuesIn(sight);
  const highest = Math.max(typeof kept === "number" ? kept : 0, highestUsed(used, inc));
  const worked = flow.members.map((member) => workedOut(sight, flow, form, member));
  const { members, next } = numbered(form, worked, highest + 1, (count) => serial(place, inc, count));
  return { members, keepCount: () => storeDraft(key, next - 1) };
}

function* valuesIn(sight: Sight): Iterable<Value> {
  for (const { values } of sight.views.values()) for (const name in values) yield values[name] ?? null;
}

function workedOut(sight: Sight, flow: Flow, form: Form, member: Member): Member {
  const view = sight.views.get(member.record) ?? null;
  const known = knownWords(sight, world, flow, { form, carried: member.values, view, before: undefined });
  const values: Record<string, Value> = {};
  for (const [name, value] of Object.entries(member.values)) values[name] = value === "" ? null : value;
  for (const [name, field] of Object.entries(form.fields)) {
    const value = field.calc ? known(field.calc) : null;
    if (value !== null) values[name] = value;
  }
  return { ...member, values };
}

/** The records the form moves or writes on besides its own: those who board, those who are offered. */
export const touched = (form: Form, members: readonly Member[]): readonly string[] =>
  members.flatMap((member) => targets(form).flatMap((field) => ids(member.values[field])));

export const filledBy = (members: readonly Member[]): readonly Filled[] =>
  members.map(({ record, values, sources }) => ({ record, values, sources }));

/** Stores the form: one op, or one per record when it is filled once for several. Returns the records of the form. */
export async function store(
  name: string,
  form: Form,
  flow: Flow,
  members: readonly Member[],
  reason: string,
): Promise<readonly string[]> {
  const batches = isShared(form, flow) ? members.map((member) => [member]) : [members];
  const before = flow.made[name] ?? [];
  const records: string[] = [];
  for (const [at, batch] of batches.entries()) {
    const left = batches.slice(at + 1).flat();
    // What is saved leaves the draft in the same moment: a phone that dies in between saves nothing twice.
    const made = { ...flow.made, [name]: [...before, ...records, ...batch.map(({ record }) => record)] };
    const rest = left.length > 0 ? { ...flow, members: left, made } : undefined;
    const options = { reason: reason.trim() || undefined, draft: flow.key, rest };
    records.push(...(await save(name, filledBy(batch), options)).records);
  }
  return [...before, ...records];
}
