// What a form asks, and the op that saving it makes: its own record first, then a part for each record it names.
// Twin of sync/form.py.

import { valueFault } from "./answer";
import { clean, equal } from "./canon";
import { dotOf } from "./custody";
import { elements, given, type Look, matches } from "./match";
import type { Emit, Field, Form, Place, Programme } from "./programme";
import { actorWord, type Filled, type Seen, type SeenHead, type Speaker, type Views } from "./seen";
import type { Dot, Event, Part, Value, Write } from "./wire";

export { elementFault, valueFault } from "./answer";
export type * from "./seen";

/** What is still to be done to finish. `code`: needed, pattern, or a code of `valueFault`. */
export interface Fault {
  readonly field: string;
  readonly code: string;
}

/** Policies under which what stands is not what a form opens with. */
const ADDING = ["count", "log", "derived"];

/** The engine's own form: a person settles a conflict. */
export const DECIDE = "decide";
/** The engine's own form: a person lets in what was quarantined. It has no parts; it names an op. */
export const RELEASE = "release";

/** Does saving the form make new records of this kind? */
export const makes = (form: Form, kind: string): boolean => form.record === "new" && form.about === kind;

/** The ref fields whose records get a part of their own, in form order. */
export function targets(form: Form): string[] {
  const named = [...form.events.map((emit) => emit.to).filter((to) => to !== "self"), ...Object.keys(form.also)];
  const order = [...Object.keys(form.fields), ...named];
  return [...new Set(named)].sort((a, b) => order.indexOf(a) - order.indexOf(b));
}

/** Target -> the fields the form writes on the records it names. */
export const alsoFields = (form: Form): Record<string, string[]> =>
  Object.fromEntries(targets(form).map((target) => [target, Object.keys(form.also[target] ?? {})]));

/** Reference words while a form is being filled: its own answers first, then whatever `beyond` knows. */
export const words =
  (form: Form, values: Readonly<Record<string, Value>>, beyond: Look): Look =>
  (word) => {
    const name = word.replace(/^self\./, "");
    return name in values && name in form.fields ? (values[name] ?? null) : beyond(word);
  };

export const isShown = (field: Field, look: Look): boolean => matches(field.shown, look);

export const isNeeded = (field: Field, look: Look): boolean =>
  typeof field.needed === "boolean" ? field.needed : matches(field.needed, look);

/** What is still to be done to finish, in form order. `beyond` answers what the form does not. */
export function faults(
  form: Form,
  values: Readonly<Record<string, Value>>,
  beyond: Look,
  places: readonly Place[],
): Fault[] {
  const look = words(form, values, beyond);
  return Object.entries(form.fields)
    .filter(([, field]) => isShown(field, look))
    .flatMap(([name, field]) => {
      const code = fault(field, look(name), look, places);
      return code ? [{ field: name, code }] : [];
    });
}

function fault(field: Field, value: Value, look: Look, places: readonly Place[]): string | null {
  if (!given(value)) return isNeeded(field, look) ? "needed" : null;
  const pattern = field.pattern ? new RegExp(`^(?:${field.pattern})$`, "u") : null;
  if (pattern && !elements(value).every((text) => pattern.test(String(text)))) return "pattern";
  return valueFault(field, value, places);
}

/** What stands in the form when it opens: the record's own values, else what `known` says of each reference word. */
export function defaults(form: Form, known: Look, view: Seen | null): Record<string, Value> {
  const first: Record<string, Value> = {};
  for (const [name, field] of Object.entries(form.fields)) {
    const stands = ADDING.includes(field.policy.name) ? null : (view?.values[name] ?? null);
    const word = field.calc || field.default;
    const value = field.calc || (word && !given(stands)) ? known(word) : stands;
    if (given(value)) first[name] = value;
  }
  return first;
}

/**
 * The parts of the op that saving the form makes; none when nothing changed.
 * `drafted`: one, or one per member for a form filled for `many`. New records bring their ids.
 */
export function compose(
  programme: Programme,
  name: string,
  drafted: readonly Filled[],
  author: Speaker,
  views: Views,
): Part[] {
  const form = programme.forms[name];
  if (!form) throw new RangeError(`no form ${name}`);
  const filled = drafted.map((one) => withoutHidden(form, one, author, views));
  const drafts = new Map<string, Draft>();
  const draft = (kind: string, record: string): Draft => {
    const made = drafts.get(record) ?? new Draft(kind, record, views(record) ?? null);
    drafts.set(record, made);
    return made;
  };
  for (const one of filled) {
    const look = looking(form, one, author, views);
    const own = draft(form.about, one.record);
    for (const field of Object.keys(form.fields))
      if (field in one.values)
        own.write(field, ruling(programme, form, form.about, field), one.values[field] ?? null, one.sources?.[field]);
    own.emit(event(form, "self", one, look, author));
  }
  for (const one of filled) {
    const look = looking(form, one, author, views);
    for (const target of targets(form))
      for (const record of elements(look(target))) {
        const kind = ruling(programme, form, form.about, target).of;
        const there = draft(kind, String(record));
        for (const [field, source] of Object.entries(form.also[target] ?? {}))
          if (given(look(source)))
            there.write(field, ruling(programme, form, kind, field), look(source), one.sources?.[source]);
        there.emit(event(form, target, one, look, author));
      }
  }
  return [...drafts.values()].filter((made) => made.isMade).map((made) => made.part());
}

/** A part in the making. */
class Draft {
  private writes: Write[] = [];
  private event: Event | null = null;

  constructor(
    private readonly kind: string,
    private readonly record: string,
    private readonly view: Seen | null,
  ) {}

  write(name: string, field: Field, typed: Value, source: string | undefined): void {
    for (const write of writesOf(name, field, typed, source, this.view)) {
      // Two members of a family may write one field of a third record: the later answer stands.
      this.writes = this.writes.filter(([old, action]) => action !== "set" || old !== name);
      if (!this.writes.some((old) => JSON.stringify(old) === JSON.stringify(write))) this.writes.push(write);
    }
  }

  emit(event: Event | null): void {
    this.event ??= event;
  }

  get isMade(): boolean {
    return this.writes.length > 0 || this.event !== null;
  }

  part(): Part {
    return [this.kind, this.record, this.writes, this.event, this.view?.journey?.last ?? null];
  }
}

function writesOf(name: string, field: Field, typed: Value, source: string | undefined, view: Seen | null): Write[] {
  const [value, stands] = [tidy(typed), view?.values[name] ?? null];
  switch (field.policy.name) {
    case "derived":
      return [];
    case "count":
      return typeof value === "number" && value !== 0 ? [[name, "inc", value]] : [];
    case "log":
      return elements(value).map((entry): Write => [name, "add", entry]);
    case "set":
      return elementWrites(name, field, elements(value), view);
    default:
      if (equal(value, stands, field.policy.normal)) return [];
      return [[name, "set", value, base(name, field, stands, view), trusted(field, source)]];
  }
}

/** Where the value came from, for a field that asks; unsaid, the least trusted. */
const trusted = (field: Field, source: string | null | undefined): string | null =>
  field.policy.name === "source" ? source || (field.policy.order.at(-1) ?? null) : null;

function elementWrites(name: string, field: Field, typed: readonly Value[], view: Seen | null): Write[] {
  const stands = elements(view?.values[name] ?? null);
  const among = (one: Value, values: readonly Value[]) =>
    values.some((other) => equal(one, other, field.policy.normal));
  const fresh = typed.filter((one) => !among(one, stands));
  const gone = stands.filter((old) => !among(old, typed));
  return [
    ...fresh.map((one): Write => [name, "add", one]),
    ...gone.map((old): Write => [name, "remove", old, base(name, field, old, view)]),
  ];
}

/** The dots of all heads that say what the author was looking at, and what own unfinished writes named. */
const base = (name: string, field: Field, lookedAt: Value, view: Seen | null): Dot[] =>
  dots((view?.heads[name] ?? []).filter((head) => equal(head.value, lookedAt, field.policy.normal)));

function dots(heads: readonly SeenHead[]): Dot[] {
  const all = heads.flatMap((head) => [dotOf(head.stamp), ...(head.base ?? [])]);
  return [...new Map(all.map((dot) => [dot.join("/"), dot])).values()];
}

/** The value as a phone saves it; an emptied answer is none. */
export function tidy(value: Value): Value {
  if (typeof value === "string") return clean(value).replace(/^ +| +$/g, "") || null;
  if (typeof value !== "object" || value === null) return value;
  return value.length > 0 ? value.map(tidy) : null;
}

function looking(form: Form, one: Filled, author: Speaker, views: Views): Look {
  const view = views(one.record) ?? null;
  return words(form, one.values, (word) => {
    if (word.startsWith("actor.")) return actorWord(author, word.slice("actor.".length));
    const name = word.replace(/^self\./, "");
    if (view?.journey && (name === "state" || name === "holder" || name === "place")) return view.journey[name];
    return view?.values[name] ?? null;
  });
}

/** An answer left behind a question no longer shown says nothing; a condition on other records is the screen's. */
function withoutHidden(form: Form, one: Filled, author: Speaker, views: Views): Filled {
  const look = looking(form, one, author, views);
  const isHidden = (field: Field | undefined) => field !== undefined && !isAfar(field) && !isShown(field, look);
  const said = Object.entries(one.values).filter(([name]) => !isHidden(form.fields[name]));
  return { ...one, values: Object.fromEntries(said) };
}

const isAfar = (field: Field): boolean =>
  Object.keys(field.shown).some((word) => word.includes(".") && !/^(self|actor)\./.test(word));

function ruling(programme: Programme, form: Form, kind: string, name: string): Field {
  const field = programme.kinds[kind]?.[name] ?? form.fields[name];
  if (!field) throw new RangeError(`no field ${kind}.${name}`);
  return field;
}

/** The first event of the form that goes to `to` and applies. */
function event(form: Form, to: string, one: Filled, look: Look, author: Speaker): Event | null {
  for (const emit of form.events) {
    const name = emit.name || (emit.is[String(look(emit.by) ?? "")] ?? "");
    if (emit.to !== to || !name || !matches(emit.when, look)) continue;
    const data = Object.fromEntries(emit.data.flatMap((key) => (given(look(key)) ? [[key, tidy(look(key))]] : [])));
    return [name, author.place, other(form, emit, one, look), Object.keys(data).length > 0 ? data : null];
  }
  return null;
}

function other(form: Form, emit: Emit, one: Filled, look: Look): string | null {
  if (emit.other === "self") return `${form.about}:${one.record}`;
  const named = emit.other ? elements(look(emit.other))[0] : null;
  if (typeof named !== "string") return null;
  return named.includes(":") ? named : `${form.fields[emit.other]?.of ?? ""}:${named}`;
}

/** The part that settles a conflict: it names every head, and moves the journey where it says otherwise. */
export function decide(programme: Programme, view: Seen, field: string, value: Value, author: Speaker): Part {
  const rules = programme.kinds[view.kind]?.[field];
  if (!rules) throw new RangeError(`no field ${view.kind}.${field}`);
  const heads = view.heads[field] ?? [];
  const chosen = heads.filter((head) => equal(head.value, value, rules.policy.normal));
  const write: Write = [field, "set", value, dots(heads), trusted(rules, chosen[0]?.how)];
  return [
    view.kind,
    view.id,
    [write],
    deciding(programme, view, field, value, chosen, author),
    view.journey?.last ?? null,
  ];
}

function deciding(
  programme: Programme,
  view: Seen,
  field: string,
  value: Value,
  chosen: readonly SeenHead[],
  author: Speaker,
): Event | null {
  const table = programme.journeys[view.kind]?.decides[field];
  const name = table?.emits[String(value ?? "")];
  if (!table || !name || !view.journey || table.unless[String(value ?? "")]?.includes(view.journey.state)) return null;
  const dotsChosen = new Set(chosen.map((head) => dotOf(head.stamp).join("/")));
  const adopted = view.events.filter((event) => event.other && dotsChosen.has(dotOf(event.stamp).join("/")));
  return [name, author.place, adopted.at(-1)?.other ?? null, null];
}
