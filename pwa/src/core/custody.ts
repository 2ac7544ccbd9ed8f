// The chain of custody: events folded through a table into a state and a holder. Twin of sync/custody.py.

import type { JourneyRules, JourneyStep, StepKind } from "./programme";
import type { Anomaly, Dot, Journey, Stamp, WireEvent } from "./wire";

/** What the fold asks of an event. `flag` "late" = a note outside the fold. */
export interface Happened {
  readonly stamp: Stamp;
  readonly name: string;
  readonly place: string | null;
  readonly other: string | null;
  readonly failed?: readonly string[];
  readonly entitled?: boolean;
  readonly flag?: string | null;
  /** The programme version it was recorded under; unsaid, the one in force. */
  readonly version?: string;
}

interface Stand {
  readonly event: Happened;
  readonly kind: StepKind;
  readonly step: JourneyStep | null;
  readonly counts: boolean;
  readonly after: Journey;
}

const NOWHERE: Journey = { state: "", holder: null, place: null, since: 0, last: null, before: [], anomalies: [] };
const RESUME = "resume";

export const dotOf = ([, inc, seq]: Stamp): Dot => [inc, seq];

export const byStamp = (a: Stamp, b: Stamp): number =>
  a[0] - b[0] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0) || a[2] - b[2];

/** The events of a feed entry, for the fold. */
export const happened = (events: readonly WireEvent[], stamps: readonly Stamp[]): Happened[] =>
  events.flatMap(([at, name, place, other, , , , failed, flag]) => {
    const stamp = stamps[at];
    return stamp ? [{ stamp, name, place, other, failed, flag: flag ?? null }] : [];
  });

/** The row an event takes from a state. A row for the very state goes before a row for its group. */
export function row(rules: JourneyRules, state: string, event: string): JourneyStep | null {
  const rows = rules.steps.filter((step) => step.event === event);
  const exact = rows.find((step) => step.from === state);
  return exact ?? rows.find((step) => rules.groups[step.from]?.includes(state)) ?? null;
}

/** Fact, decision or clock; null for an event the journey does not know. */
export const kindOf = (rules: JourneyRules, event: string): StepKind | null =>
  rules.steps.find((step) => step.event === event)?.kind ?? null;

/** Who answers for the record after the event. A slot left empty changes nobody's duty. */
export function holderOf(step: JourneyStep, event: Happened, holder: string | null): string | null {
  switch (step.holder) {
    case "here":
      return event.place ?? holder;
    case "other":
      return event.other ?? holder;
    case "none":
      return null;
    case "same":
      return holder;
  }
}

/** Where the record stands after its events, whatever their order of arrival. Late notes are outside; what is `quiet`
 *  (dots as "inc/seq") and has no row is passed over without a word. */
export const fold = (events: readonly Happened[], rules: JourneyRules, quiet?: ReadonlySet<string>): Journey =>
  walk(events, rules, quiet).at(-1)?.after ?? NOWHERE;

/** The decisions and clock events that lost their row to an earlier fact which arrived later. */
export const skipped = (events: readonly Happened[], rules: JourneyRules): Dot[] =>
  walk(events, rules)
    .filter((stand) => !stand.counts)
    .map((stand) => dotOf(stand.event.stamp));

const at = (rules: JourneyRules, { version = "" }: Happened): JourneyRules => rules.earlier[version] ?? rules;

/** Null when the event may enter the journey; else the detail of its `superseded`. A fact always may. */
export function fits(events: readonly Happened[], happening: Happened, rules: JourneyRules): string | null {
  const kind = kindOf(at(rules, happening), happening.name);
  if (kind !== "decision" && kind !== "clock") return null;
  const own = name(happening);
  const others = events.filter((event) => name(event) !== own);
  const without = rowless(walk(others, rules));
  const laid = walk([...others, { ...happening, flag: null }], rules);
  const placed = laid.some((stand) => stand.step && name(stand.event) === own);
  const robbed = [...rowless(laid)].some((other) => other !== own && !without.has(other));
  return placed && !robbed ? null : `no-row:${happening.name}`;
}

/** The facts and decisions the table has no row for from where the record stood. */
export const withoutRows = (events: readonly Happened[], rules: JourneyRules): Set<string> =>
  rowless(walk(events, rules));

export const name = (event: Pick<Happened, "stamp">): string => dotOf(event.stamp).join("/");

/** Facts and decisions without a row. A clock event may lose its own unheard. */
const rowless = (stands: readonly Stand[]): Set<string> =>
  new Set(stands.filter((stand) => !stand.step && stand.kind !== "clock").map((stand) => name(stand.event)));

function walk(events: readonly Happened[], rules: JourneyRules, quiet?: ReadonlySet<string>): Stand[] {
  const stands: Stand[] = [];
  const inFold = events.filter((event) => event.flag !== "late").sort((a, b) => byStamp(a.stamp, b.stamp));
  for (const event of inFold)
    stands.push(lay(stands.at(-1)?.after ?? NOWHERE, event, at(rules, event), quiet?.has(name(event)) ?? false));
  return stands;
}

function lay(journey: Journey, event: Happened, rules: JourneyRules, isQuiet: boolean): Stand {
  const step = row(rules, journey.state, event.name);
  if (!step) return withoutRow(journey, event, rules, isQuiet);
  const state = target(step, journey, rules);
  const moved = state !== journey.state;
  const after: Journey = {
    state,
    holder: holderOf(step, event, journey.holder),
    place: event.place ?? journey.place,
    since: moved ? event.stamp[0] : journey.since,
    last: dotOf(event.stamp),
    before: moved && journey.state ? [...journey.before, journey.state] : journey.before,
    anomalies: [...journey.anomalies, ...faults(event)],
  };
  return { event, kind: step.kind, step, counts: true, after };
}

function withoutRow(journey: Journey, event: Happened, rules: JourneyRules, isQuiet: boolean): Stand {
  const kind = kindOf(rules, event.name) ?? "fact";
  const stand = { event, kind, step: null };
  if (kind === "clock" || isQuiet)
    return { ...stand, counts: false, after: isQuiet ? met(journey, event, rules) : journey };
  const code = kind === "decision" ? "skipped" : "no_row";
  const anomalies: Anomaly[] = [...journey.anomalies, [code, dotOf(event.stamp), event.name, journey.state]];
  if (kind === "decision") return { ...stand, counts: false, after: { ...journey, anomalies } };
  const [last, place] = [dotOf(event.stamp), event.place ?? journey.place];
  return { ...stand, counts: true, after: { ...journey, last, place, anomalies: [...anomalies, ...faults(event)] } };
}

/** Who begins again with somebody who stands at another place has them there: two desks, one after the other. */
function met(journey: Journey, { place, name: event }: Happened, rules: JourneyRules): Journey {
  const stands = journey.holder === journey.place && !rules.final.includes(journey.state);
  return row(rules, "", event)?.holder === "here" && place && stands ? { ...journey, holder: place, place } : journey;
}

/** The state a row leads to; a resuming one leads back to the last state that is not passed over. */
function target(step: JourneyStep, journey: Journey, rules: JourneyRules): string {
  if (step.to !== RESUME) return step.to;
  const named = (rules.resume[step.event] ?? []).flatMap((state) => rules.groups[state] ?? [state]);
  const passed = new Set([journey.state, ...named]);
  return journey.before.findLast((state) => !passed.has(state)) ?? (rules.resume_else || journey.state);
}

function faults(event: Happened): Anomaly[] {
  const dot = dotOf(event.stamp);
  const guards = (event.failed ?? []).map((guard): Anomaly => ["guard", dot, event.name, guard]);
  return event.entitled === false ? [...guards, ["role", dot, event.name, ""]] : guards;
}
