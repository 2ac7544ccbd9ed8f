// What a reference word means for a record, seen from this phone (twin of sync/world.py's looker, over views).

import { isList } from "../core/canon";
import { elements, type Look } from "../core/match";
import type { Programme } from "../core/programme";
import type { Value } from "../core/wire";
import type { Session, View } from "../store/api";

/** Everything a screen may look at, read once per drawing. */
export interface Sight {
  readonly programme: Programme;
  readonly views: ReadonlyMap<string, View>;
  readonly session: Session;
}

export type { Look };

/** What stands before the record's own values: a form being filled, a record not saved yet, the event's other slot. */
export interface Beside {
  readonly form?: Readonly<Record<string, Value>>;
  readonly other?: View | null;
  readonly self?: View | null;
}

/** The value of a plain word of one record. */
/** Before the name of an event: when it happened last, ms since 1970 UTC. */
const AT = "at.";

function happenedAt(view: View, name: string): number | null {
  const times = view.events
    .filter((event) => event.name === name && event.flag !== "late")
    .map((event) => event.stamp[0]);
  return times.length > 0 ? Math.max(...times) : null;
}

export function wordOf(view: View, word: string): Value {
  if (word === "state") return view.journey?.state ?? "";
  if (word === "holder") return view.journey?.holder ?? null;
  if (word === "place") return view.journey?.place ?? null;
  if (word === "since") return view.journey?.since ?? null;
  if (word.startsWith(AT)) return happenedAt(view, word.slice(AT.length));
  if (word === "key") return `${view.kind}:${view.id}`;
  return view.values[word] ?? null;
}

/** The look of a record, or of a form that has no record yet (`view` null). */
export function lookOf(sight: Sight, view: View | null, beside: Beside = {}): Look {
  const { form, other, self = view } = beside;
  return (word) => {
    const [head = "", ...after] = word.split(".");
    if (word === "other") return other ? `${other.kind}:${other.id}` : null;
    if (after.length === 0)
      return form && Object.hasOwn(form, word) ? (form[word] ?? null) : view && ownWord(sight, view, word);
    const rest = after.join(".");
    if (head === "actor") return actorWord(sight.session, rest);
    if (head === "other") return other ? wordOf(other, rest) : null;
    if (head === "self") return self ? ownWord(sight, self, rest) : null;
    if (!view) return null;
    if (head === "holder") return wordIn(recordAt(sight, wordOf(view, "holder")), rest);
    if (isRef(sight, view, head))
      return named(sight, ownWord(sight, view, head)).flatMap((one) => elements(wordOf(one, rest)));
    return wordIn(linked(sight, view, head), rest);
  };
}

/** Whom a record names, it names as who they are: of several records of one person the one that goes on. */
function ownWord(sight: Sight, view: View, word: string): Value {
  const value = wordOf(view, word);
  if (!isRef(sight, view, word)) return value;
  const meant = (one: Value): Value => sight.views.get(String(one))?.oneOf.find((id) => sight.views.has(id)) ?? one;
  return isList(value) ? [...new Set(value.map(meant))] : meant(value);
}

const wordIn = (view: View | null, word: string): Value => view && wordOf(view, word);

function isRef(sight: Sight, view: View, field: string): boolean {
  const type = sight.programme.kinds[view.kind]?.[field]?.type;
  return type === "ref" || type === "refs";
}

/** The record a "kind:record" text names, when this phone has it. */
export function recordAt(sight: Sight, reference: Value): View | null {
  if (typeof reference !== "string") return null;
  return sight.views.get(reference.slice(reference.indexOf(":") + 1)) ?? null;
}

/** The records a ref or refs value names and this phone has. */
export function named(sight: Sight, value: Value): View[] {
  return ids(value).flatMap((id) => sight.views.get(id) ?? []);
}

/** The record ids in a ref or refs value. */
export function ids(value: Value | undefined): string[] {
  const each = value === undefined || value === null ? [] : isList(value) ? value : [value];
  return each.filter((one): one is string => typeof one === "string" && one !== "");
}

/** Records of other kinds that name this one, newest first: its notices, samples, handoffs. */
export function naming(sight: Sight, id: string): readonly View[] {
  return index(sight.views, sight.programme).get(id) ?? [];
}

function linked(sight: Sight, view: View, name: string): View | null {
  const [kind = "", field = ""] = (sight.programme.journeys[view.kind]?.links[name] ?? "").split(".");
  if (!kind) return null;
  const names = [view.id, ...view.oneOf];
  const found = names.flatMap((name) =>
    naming(sight, name).filter((one) => one.kind === kind && ids(one.values[field]).includes(name)),
  );
  return found.sort(newest)[0] ?? null;
}

function actorWord(session: Session, word: string): Value {
  if (word === "place") return session.place;
  if (word === "person") return session.person;
  if (word === "who") return session.who;
  return word === "roles" ? session.roles : null;
}

/** Ids are uuid7: their order is that of making. */
const newest = (a: View, b: View): number => (a.id < b.id ? 1 : -1);

const indices = new WeakMap<ReadonlyMap<string, View>, ReadonlyMap<string, readonly View[]>>();

function index(views: ReadonlyMap<string, View>, programme: Programme): ReadonlyMap<string, readonly View[]> {
  const known = indices.get(views);
  if (known) return known;
  const fresh = new Map<string, View[]>();
  const refs = new Map(Object.keys(programme.kinds).map((kind) => [kind, refsOf(programme, kind)]));
  for (const view of [...views.values()].sort(newest)) {
    const targets = new Set(refs.get(view.kind)?.flatMap((name) => ids(view.values[name])));
    for (const target of targets) fresh.set(target, [...(fresh.get(target) ?? []), view]);
  }
  indices.set(views, fresh);
  return fresh;
}

function refsOf(programme: Programme, kind: string): readonly string[] {
  const fields = Object.entries(programme.kinds[kind] ?? {});
  return fields.filter(([, field]) => field.type === "ref" || field.type === "refs").map(([name]) => name);
}
