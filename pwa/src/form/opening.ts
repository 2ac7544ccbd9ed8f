// What stands in a form when it opens: what the act carries in, what the post knows, what the family already said.

import { defaults } from "../core/form";
import type { Act, Field, Form } from "../core/programme";
import type { Value } from "../core/wire";
import { partyOf } from "../screens/board";
import { ids, named, type Sight } from "../screens/look";
import { candidates } from "./choosing";
import { actNamed, formOf, type Flow, type Member } from "./flow";
import { knownWords } from "./known_words";

/** What the world gives: a new id, the time (ms since 1970 UTC), the day then in the programme's zone, the language shown. */
export interface World {
  readonly id: () => string;
  readonly now: () => number;
  readonly dayOf: (at: number) => string;
  /** The same moment as RFC 3339 with the programme's offset, so that it reads like the clock on the wall. */
  readonly timeOf: (at: number) => string;
  readonly language: () => string;
}

/** A flow at its first screen; null when the programme has no such act. */
export function opened(
  sight: Sight,
  world: World,
  act: Act,
  on: readonly string[],
  reader: string | null,
): Flow | null {
  const begun: Flow = {
    ...{
      key: `act.${world.id()}`,
      act: act.name,
      on,
      form: 0,
      page: { kind: "step", member: 0, step: 0 },
      members: [],
    },
    ...{ made: {}, party: world.id(), reader, reason: "", started: world.now(), saved: 0 },
  };
  return entered(sight, world, begun, 0);
}

/** The flow at the first screen of its `index`-th form; null after the last. */
export function entered(sight: Sight, world: World, flow: Flow, index: number): Flow | null {
  const next: Flow = { ...flow, form: index, page: { kind: "step", member: 0, step: 0 }, members: [], reason: "" };
  const current = formOf(sight.programme, next);
  if (!current) return null;
  const { name, form } = current;
  const members = recordsOf(sight, next, name, form).map((one) => memberOf(sight, world, next, name, form, one));
  return { ...next, members };
}

/** The flow with one more member of the family, standing at their first screen. */
export function joined(sight: Sight, world: World, flow: Flow): Flow {
  const current = formOf(sight.programme, flow);
  if (!current) return flow;
  const before = flow.members.at(-1);
  const member = memberOf(sight, world, flow, current.name, current.form, { before });
  return { ...flow, members: [...flow.members, member], page: { kind: "step", member: flow.members.length, step: 0 } };
}

/** The flow without that member, back at the look over all. */
export function parted(flow: Flow, index: number): Flow {
  return { ...flow, members: flow.members.filter((_, at) => at !== index), page: { kind: "check" } };
}

interface Start {
  /** An existing record the form writes on. */
  readonly record?: string;
  /** The one record a single ref is carried for. */
  readonly alone?: { readonly field: string; readonly id: string };
  readonly before?: Member | undefined;
}

/** One start per record the form is filled for: each it writes on, or each a single ref is carried for. */
function recordsOf(sight: Sight, flow: Flow, name: string, form: Form): readonly Start[] {
  if (form.record === "existing") {
    const on = flow.on.filter((id) => sight.views.get(id)?.kind === form.about);
    const made = Object.values(flow.made)
      .flat()
      .filter((id) => sight.views.get(id)?.kind === form.about);
    return (on.length > 0 ? on : made).map((record) => ({ record }));
  }
  for (const [field, rule] of Object.entries(form.fields)) {
    const carried = rule.type === "ref" ? carriedIds(sight, flow, name, field, rule) : [];
    if (carried.length > 1) return carried.map((id) => ({ alone: { field, id } }));
  }
  return [{}];
}

function memberOf(sight: Sight, world: World, flow: Flow, name: string, form: Form, start: Start): Member {
  const view = (start.record && sight.views.get(start.record)) || null;
  const carried: Record<string, Value> = {};
  for (const [field, rule] of Object.entries(form.fields)) {
    const value = start.alone?.field === field ? start.alone.id : carriedValue(sight, flow, name, field, rule);
    if (value !== null) carried[field] = value;
  }
  const known = knownWords(sight, world, flow, { form, carried, view, before: start.before });
  return {
    record: view?.id ?? world.id(),
    fresh: view === null,
    values: { ...defaults(form, known, view), ...carried },
    sources: {},
    fixed: Object.keys(carried),
  };
}

/** "record": the records opened. "people": they and all that was made so far. Else what an earlier form made. */
function carriedIds(sight: Sight, flow: Flow, name: string, field: string, rule: Field): readonly string[] {
  const from = actNamed(sight.programme, flow.act)?.carry[name]?.[field];
  if (from === undefined) return [];
  const all = from === "record" ? flow.on : from === "people" ? people(flow) : (flow.made[from] ?? []);
  return all.filter((id) => !rule.of || rule.of === sight.views.get(id)?.kind);
}

const people = (flow: Flow): readonly string[] => [...new Set([...flow.on, ...Object.values(flow.made).flat()])];

/** Families stay together: whoever is carried in alone brings those of their party who may be named too. */
function withParty(sight: Sight, rule: Field, carried: readonly string[]): readonly string[] {
  if (carried.length > 1) return carried;
  const family = partyOf(sight, named(sight, [...carried]));
  const able = candidates(sight, rule, carried, null);
  return able.filter((view) => family.includes(view)).map((view) => view.id);
}

function carriedValue(sight: Sight, flow: Flow, name: string, field: string, rule: Field): Value {
  const carried = carriedIds(sight, flow, name, field, rule);
  if (rule.type === "refs") return carried.length > 0 ? withParty(sight, rule, carried) : null;
  if (rule.type === "ref") return carried[0] ?? null;
  // Any other question opens with what the record carried in already says under the same name.
  const from = actNamed(sight.programme, flow.act)?.carry[name]?.[field];
  if (from === undefined) return null;
  const source = from === "record" ? flow.on : from === "people" ? people(flow) : (flow.made[from] ?? []);
  return (
    ids([...source])
      .map((id) => sight.views.get(id)?.values[field] ?? null)
      .find((value) => value !== null) ?? null
  );
}
