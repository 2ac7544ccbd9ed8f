// Who may be one person under two records, as this phone sees it; nothing is linked by itself.

import { classes, journey, type Link, type Pair, shared, suspected } from "../core/alias";
import { byStamp, type Happened } from "../core/custody";
import { pick } from "../core/merge";
import type { AliasRules } from "../core/alias_rules";
import type { Field, JourneyRules } from "../core/programme";
import type { Journey, Stamp, Value } from "../core/wire";
import type { HeadView, View } from "../store/api";
import { ids, type Sight } from "./look";

export interface Alike {
  readonly one: View;
  readonly other: View;
  readonly rules: AliasRules;
  /** When both had been begun, and when somebody should have spoken (ms). */
  readonly since: number;
  readonly due: number;
}

const MINUTE_MS = 60_000;

/** The kinds in which two records can be one, and whose person may say so here. */
export function aliasesOf(sight: Sight): readonly (readonly [kind: string, rules: JourneyRules, alias: AliasRules])[] {
  return Object.entries(sight.programme.journeys).flatMap(([kind, rules]) =>
    rules.alias && mayFill(sight, rules.alias.merge) ? [[kind, rules, rules.alias] as const] : [],
  );
}

export const mayFill = (sight: Sight, form: string): boolean =>
  sight.programme.forms[form]?.by.some((role) => sight.session.roles.includes(role)) ?? false;

/** The suspected pairs, the one that waits longest first. */
export function alikeIn(sight: Sight): readonly Alike[] {
  const found = aliasesOf(sight).flatMap(([kind, , rules]) => {
    const views = [...sight.views.values()].filter((view) => view.kind === kind);
    const open = views.filter((view) => rules.open.includes(view.journey?.state ?? ""));
    const answers = new Map(open.map((view) => [view.id, view.values]));
    const settled = views.flatMap((view) =>
      [rules.field, rules.differs].flatMap((field) => ids(view.values[field]).map((id): Pair => [view.id, id])),
    );
    return suspected(rules, answers, settled).flatMap(([a, b]): Alike[] => {
      const [one, other] = [sight.views.get(a), sight.views.get(b)].sort(
        (x, y) => (x && y && byStamp(begun(x), begun(y))) || 0,
      );
      if (!one || !other) return [];
      const since = begun(other)[0];
      return [{ one, other, rules, since, due: since + rules.minutes * MINUTE_MS }];
    });
  });
  return found.sort((a, b) => a.since - b.since);
}

/** The records linked as one with this one, by what stands on this phone; itself first met first. */
export function linkedWith(sight: Sight, view: View): readonly View[] {
  const rules = sight.programme.journeys[view.kind]?.alias;
  if (!rules) return [];
  const views = [...sight.views.values()].filter((one) => one.kind === view.kind);
  const links = views.flatMap((one) =>
    ids(one.values[rules.field]).map((id): Link => [linkStamp(one, rules.field, id), one.id, id]),
  );
  const mine = classes(new Map(views.map((one) => [one.id, begun(one)])), links).find((members) =>
    members.some(([id]) => id === view.id),
  );
  return !mine || mine.length < 2 ? [] : mine.flatMap(([id]) => sight.views.get(id) ?? []);
}

/** Every class on this phone that has more than one record. */
export function linkedIn(sight: Sight): readonly (readonly View[])[] {
  const bearing = aliasesOf(sight).flatMap(([kind, , rules]) =>
    [...sight.views.values()].filter((view) => view.kind === kind && ids(view.values[rules.field]).length > 0),
  );
  const found = bearing.map((view) => linkedWith(sight, view));
  return [...new Map(found.filter((one) => one[0]).map((one) => [one[0]?.id, one])).values()];
}

/** Where the person would stand as one: what both histories say together. */
export function together(rules: JourneyRules, one: View, other: View, now: number): Journey {
  const members = [one, other].map((view) => view.events.map((event): Happened => ({ ...event })));
  return journey(members, [now + 1, "", 0], rules);
}

/** What the two say otherwise, in a field whose safer answer would stand meanwhile. */
export function contestedBy(
  fields: Readonly<Record<string, Field>>,
  one: View,
  other: View,
): readonly { readonly name: string; readonly value: Value }[] {
  return Object.entries(fields).flatMap(([name, { policy }]) => {
    const isShared = (policy.name === "review" || policy.name === "safest") && policy.order.length > 0;
    const [a, b] = [one.heads[name] ?? [], other.heads[name] ?? []];
    if (!isShared || a.length === 0 || b.length === 0) return [];
    const state = shared(
      [a, b].map((heads) => ({ heads: heads.map(headOf), awaited: [] })),
      policy,
    );
    const value = pick(state, policy);
    return state.heads.some((head) => head.value !== value) ? [{ name, value }] : [];
  });
}

const headOf = ({ value, stamp, how }: HeadView, v: number) =>
  ({ value, stamp, v, action: "set", source: null, decides: how === "decided" }) as const;

function linkStamp(view: View, field: string, id: string): Stamp {
  const head = view.heads[field]?.find(({ value }) => ids(value).includes(id));
  return head?.stamp ?? [0, "", 0];
}

/** When the record's person was first met. */
export function begun(view: View): Stamp {
  const stamps = view.events.filter((event) => event.flag !== "late").map(({ stamp }) => stamp);
  return stamps.sort(byStamp)[0] ?? [0, "", 0];
}
