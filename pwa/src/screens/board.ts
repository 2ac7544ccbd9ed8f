// My post as a list of questions: whom must I act on now?

import { matches } from "../core/match";
import type { Act, Programme, Tab } from "../core/programme";
import type { View } from "../store/api";
import { dueOf, type Due } from "./due";
import { lookOf, named, type Sight } from "./look";
import { nameOf, numberOf, shown } from "./naming";

/** One row: a record, its running clock, and what I can do about it. */
export interface Line {
  readonly view: View;
  readonly due: Due | null;
  readonly act: Act | null;
  readonly party: string;
}

/** Rows that wait for the same act, soonest due first; a family stands together at its soonest. */
export interface Group {
  readonly key: string;
  readonly act: Act | null;
  readonly state: string;
  readonly lines: readonly Line[];
}

const mine = (sight: Sight, by: readonly string[]) => by.some((role) => sight.session.roles.includes(role));

/** Is the record in one of these states or state groups? No states named = any. */
export function standsIn(programme: Programme, view: View, states: readonly string[]): boolean {
  if (states.length === 0) return true;
  const state = view.journey?.state ?? "";
  const groups = programme.journeys[view.kind]?.groups ?? {};
  return states.some((name) => name === state || (groups[name]?.includes(state) ?? false));
}

export const tabsOf = (sight: Sight): readonly Tab[] => sight.programme.tabs.filter((tab) => mine(sight, tab.by));

export function onTab(sight: Sight, tab: Tab): View[] {
  const of = [...sight.views.values()].filter((view) => view.kind === tab.of);
  return of.filter((view) => standsIn(sight.programme, view, tab.in) && matches(tab.when, lookOf(sight, view)));
}

/** Acts opened from the post itself, such as making a new record. */
export const postActs = (sight: Sight): readonly Act[] =>
  sight.programme.acts.filter((act) => !act.on && mine(sight, act.by));

/** What I can do about this record now, in the programme's order, main ones first. */
export function actsOn(sight: Sight, view: View): readonly Act[] {
  const open = sight.programme.acts.filter((act) => act.on === view.kind && mine(sight, act.by));
  const fit = open.filter((act) => standsIn(sight.programme, view, act.in) && matches(act.when, lookOf(sight, view)));
  return [...fit.filter((act) => act.main), ...fit.filter((act) => !act.main)];
}

/**
 * The rows of a list as groups by the act that is due, the most urgent group first, those who wait for others last.
 * Who waits for two acts of this post stands in both groups.
 */
export function grouped(sight: Sight, views: readonly View[]): readonly Group[] {
  const groups = new Map<string, Line[]>();
  for (const line of views.flatMap((view) => linesOf(sight, view))) {
    const key = line.act ? `act.${line.act.name}` : `state.${line.view.journey?.state ?? ""}`;
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  const order = (group: Group) => sight.programme.acts.findIndex((act) => act === group.act);
  return [...groups].map(([key, lines]) => groupOf(key, lines)).sort((a, b) => sooner(a, b) || order(a) - order(b));
}

function linesOf(sight: Sight, view: View): readonly Line[] {
  const acts = actsOn(sight, view).filter((one) => one.main);
  const party = sight.programme.cards[view.kind]?.party;
  const of = party ? view.values[party] : null;
  const line = { view, due: dueOf(sight, view), party: typeof of === "string" ? of : "" };
  return (acts.length > 0 ? acts : [null]).map((act) => ({ ...line, act }));
}

function groupOf(key: string, lines: readonly Line[]): Group {
  const [first] = lines;
  return { key, act: first?.act ?? null, state: first?.view.journey?.state ?? "", lines: together(lines) };
}

const limitOf = (line: Line): number => line.due?.limit ?? Number.MAX_SAFE_INTEGER;
const soonest = (lines: readonly Line[]): number => Math.min(...lines.map(limitOf));
const sooner = (a: Group, b: Group): number => Number(!a.act) - Number(!b.act) || soonest(a.lines) - soonest(b.lines);

/** Soonest first, but the members of a party next to each other. */
export function together(lines: readonly Line[]): readonly Line[] {
  const parties = new Map<string, Line[]>();
  for (const line of lines) {
    const key = line.party || line.view.id;
    parties.set(key, [...(parties.get(key) ?? []), line]);
  }
  const inside = (a: Line, b: Line) => limitOf(a) - limitOf(b) || (a.view.id < b.view.id ? -1 : 1);
  const sorted = [...parties.values()].map((party) => [...party].sort(inside));
  return sorted
    .sort((a, b) => soonest(a) - soonest(b) || ((a[0]?.view.id ?? "") < (b[0]?.view.id ?? "") ? -1 : 1))
    .flat();
}

/** Everybody of this kind who shares the party of one of these records, themselves included. */
export function partyOf(sight: Sight, views: readonly View[]): View[] {
  const field = sight.programme.cards[views[0]?.kind ?? ""]?.party;
  if (!field) return [...views];
  const parties = new Set(
    views.map((view) => view.values[field]).filter((value) => typeof value === "string" && value),
  );
  const chosen = new Set(views.map((view) => view.id));
  return [...sight.views.values()].filter(
    (view) => chosen.has(view.id) || (view.kind === views[0]?.kind && parties.has(view.values[field] ?? null)),
  );
}

/** Does a row answer to what was heard or read? Every word must be found, in any order, script and accent. */
export function answersTo(sight: Sight, view: View, asked: string): boolean {
  const words = plain(asked).split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = heard(sight, view);
  return words.every((word) => text.includes(word) || text.replaceAll(/[\s-]/g, "").includes(word.replaceAll("-", "")));
}

/** All that one can hear or read of a record: its names, number, search fields, and those of the people in it. */
function heard(sight: Sight, view: View): string {
  const card = sight.programme.cards[view.kind];
  const fields = sight.programme.kinds[view.kind] ?? {};
  const own = (card?.search ?? []).flatMap((name) => [
    view.values[name],
    shown(sight, fields[name], view.values[name]),
  ]);
  const people = card?.people ? named(sight, view.values[card.people] ?? null) : [];
  const inside = people.map((one) => heard(sight, one));
  return plain([nameOf(sight, view).whole, numberOf(sight, view), ...own, ...inside].filter(Boolean).join(" "));
}

const plain = (text: string): string => text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
