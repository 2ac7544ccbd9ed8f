// One person under several records: linked as the same, they have one journey. Twin of sync/alias.py.

import { isList } from "./canon";
import { covered, dotOf, type Head, ownClaim, type Awaited, sameDot } from "./cover";
import { byStamp, fold, type Happened, name, withoutRows } from "./custody";
import type { FieldState } from "./merge";
import type { AliasRules } from "./alias_rules";
import type { JourneyRules, Policy } from "./programme";
import type { Journey, Stamp, Value } from "./wire";

/** Somebody said at `stamp` that these two are one. */
export type Link = readonly [stamp: Stamp, one: string, other: string];
export type Pair = readonly [one: string, other: string];
/** A member of a class, with the stamp at which it was joined to the one that goes on (null: it is that one). */
export type Member = readonly [record: string, joined: Stamp | null];

const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Who is one: of each class its members, the one that goes on first. */
export function classes(begun: ReadonlyMap<string, Stamp>, links: readonly Link[]): readonly (readonly Member[])[] {
  const at = (record: string): Stamp => begun.get(record) ?? [0, "", 0];
  const earlier = (a: string, b: string): number => byStamp(at(a), at(b)) || inOrder(a, b);
  const goesOn = new Map([...begun.keys()].map((record) => [record, record]));
  const joined = new Map<string, Stamp>();
  for (const [stamp, one, other] of links.toSorted(([a], [b]) => byStamp(a, b))) {
    const [a, b] = [goesOn.get(one), goesOn.get(other)];
    if (a === undefined || b === undefined || a === b) continue;
    const [first, second] = earlier(a, b) < 0 ? [a, b] : [b, a];
    for (const [record, into] of goesOn) {
      if (into !== second) continue;
      goesOn.set(record, first);
      joined.set(record, stamp);
    }
  }
  const found = new Map<string, Member[]>();
  for (const record of [...begun.keys()].sort(earlier)) {
    const first = goesOn.get(record) ?? record;
    if (first === record) found.set(record, [[record, null]]);
  }
  for (const record of [...begun.keys()].sort(earlier)) {
    const first = goesOn.get(record) ?? record;
    if (first !== record) found.get(first)?.push([record, joined.get(record) ?? null]);
  }
  return [...found.values()];
}

/** The one journey of a class joined at `since`: what was in order on one record is no disorder because there were two. */
export function journey(members: readonly (readonly Happened[])[], since: Stamp, rules: JourneyRules): Journey {
  const said = (event: Happened): string => `${event.stamp.join()} ${event.name}`;
  const events = [...new Map(members.flat().map((event) => [said(event), event])).values()];
  const flawed = new Set(members.flatMap((own) => [...withoutRows(own, rules)]));
  const before = events.filter((event) => byStamp(event.stamp, since) < 0 && !flawed.has(name(event)));
  return fold(events, rules, new Set(before.map(name)));
}

/** Where a record stands whose person goes on under another: with nobody, wherever it stood. */
export function closed(own: readonly Happened[], link: Happened, rules: JourneyRules): Journey {
  const earlier = own.filter((event) => byStamp(event.stamp, link.stamp) < 0);
  const before = fold(earlier, rules);
  const stands = fold([...earlier, link], rules);
  if (stands.last?.join("/") === name(link)) return stands;
  const state = rules.steps.find((step) => step.event === link.name)?.to ?? before.state;
  const [since, inc, seq] = link.stamp;
  const passed = [...before.before, before.state];
  return { state, holder: null, place: before.place, since, last: [inc, seq], before: passed, anomalies: [] };
}

/** The standing values of all records of a person, as if all had been written on one. */
export function shared(states: readonly FieldState[], policy: Policy): FieldState {
  const heads = states.flatMap((state) => state.heads);
  const awaited = states.flatMap((state) => state.awaited);
  const claims: readonly Awaited[] = [...awaited, ...heads.map((head) => ownClaim(head, policy))];
  const others = (head: Head) => claims.filter((claim) => !sameDot(claim.by, dotOf(head)));
  const standing = heads
    .filter((head) => !covered(head, others(head), policy))
    .sort((a, b) => a.v - b.v || byStamp(a.stamp, b.stamp));
  return {
    heads: standing.filter((head, at) => standing.findIndex((one) => sameDot(dotOf(one), dotOf(head))) === at),
    awaited,
  };
}

/** Pairs of records that answer one of the lists alike and that nobody has spoken of. */
export function suspected(
  rules: AliasRules,
  answers: ReadonlyMap<string, Readonly<Record<string, Value>>>,
  settled: readonly Pair[],
): readonly Pair[] {
  const spoken = new Set(settled.map((pair) => pair.toSorted(inOrder).join()));
  const found = new Map<string, Pair>();
  for (const names of rules.suspects) {
    const alike = new Map<string, string[]>();
    for (const [record, said] of answers) {
      const key = keyOf(names.map((one) => said[one] ?? null));
      if (key !== null) alike.set(key, [...(alike.get(key) ?? []), record]);
    }
    for (const group of alike.values()) {
      const ordered = group.sort(inOrder);
      for (const [at, one] of ordered.entries())
        for (const other of ordered.slice(at + 1))
          if (!spoken.has(`${one},${other}`)) found.set(`${one},${other}`, [one, other]);
    }
  }
  return [...found.values()].sort(([a, b], [c, d]) => inOrder(a, c) || inOrder(b, d));
}

/** What is compared: between two desks case, spaces and hyphens are nothing. */
function keyOf(values: readonly Value[]): string | null {
  const bare = values.map((value) =>
    isList(value) || typeof value === "boolean" || value === null
      ? ""
      : String(value)
          .toUpperCase()
          .replace(/[^\p{L}\p{N}]/gu, ""),
  );
  return bare.every(Boolean) ? bare.join("\n") : null;
}
