// What would be wrong about an act, seen before it is saved: so that a wrong step is stopped here, offline too.

import { isList } from "../core/canon";
import { kindOf, row } from "../core/custody";
import { compose, type Filled } from "../core/form";
import { failed, ruleInForce, type Calls } from "../core/guard";
import type { JourneyRules } from "../core/programme";
import type { Event, Journey, Part, Value, Write } from "../core/wire";
import type { View } from "../store/api";
import { ids, lookOf, recordAt, type Sight } from "../screens/look";

const NOWHERE: Journey = {
  state: "",
  holder: null,
  place: null,
  since: 0,
  last: null,
  before: [],
  anomalies: [],
};

/** Why one record may not take this event now. `guard` names the condition that fails, when it is one. */
export interface Stop {
  readonly view: View;
  readonly event: string;
  readonly why: "row" | "role" | "guard";
  readonly guard: string;
  /** A fact may be recorded all the same, with a reason: what happened has happened. */
  readonly fact: boolean;
  /** Whom the guard is about, where it is not the record itself: those who are still aboard. */
  readonly whom: readonly View[];
}

/** Everything that stands against saving the form as filled. `now`: ms since 1970 UTC. */
export function stopsOf(sight: Sight, form: string, filled: readonly Filled[], now: number): readonly Stop[] {
  const { programme, session, views } = sight;
  const parts = compose(programme, form, filled, session, (record) => views.get(record) ?? null);
  const over = new Map(views);
  return parts.flatMap((part) => {
    const view = written(over.get(part[1]), part);
    over.set(view.id, view);
    const stops = part[3] ? judged({ ...sight, views: over }, view, part[3], now) : [];
    over.set(view.id, moved(programme.journeys[view.kind], view, part[3] ?? null));
    return stops;
  });
}

function judged(sight: Sight, view: View, [event, , other]: Event, now: number): Stop[] {
  const rules = sight.programme.journeys[view.kind];
  if (!rules) return [];
  const step = row(rules, view.journey?.state ?? "", event);
  const fact = (step?.kind ?? kindOf(rules, event)) === "fact";
  if (!step) return [{ view, event, why: "row", guard: "", fact, whom: [] }];
  if (!step.by.some((role) => sight.session.roles.includes(role))) {
    return [{ view, event, why: "role", guard: "", fact: fact && !rules.results.includes(event), whom: [] }];
  }
  const look = lookOf(sight, view, { other: recordAt(sight, other ?? null) });
  const guards = failed(step, rules, look, callsOf(sight, view, now));
  return guards.map((guard) => {
    const { call, args } = rules.guards[guard] ?? { call: "", args: {} };
    const whom =
      call === "emptied" ? stillHeld(sight, view, ids(look(String(args["but"]))), String(args["sought"])) : [];
    return { view, event, why: "guard", guard, fact, whom };
  });
}

/** Whom the record holds, but those named and whoever is being sought. */
const stillHeld = ({ views }: Sight, { kind, id }: View, but: readonly string[], sought: string): readonly View[] =>
  [...views.values()].filter(
    ({ id: one, journey }) => journey?.holder === `${kind}:${id}` && !but.includes(one) && journey.state !== sought,
  );

/** What the phone knows of it; the server, who knows all, judges again. */
function callsOf(sight: Sight, view: View, now: number): Calls {
  const all = () => [...sight.views.values()];
  return {
    seatsLeft: (holder, seats) =>
      all().filter((one) => one.journey?.holder === holder && one.id !== view.id).length < seats,
    wholeParty: (kind, party, people) => {
      const inside = people.flatMap((id) => sight.views.get(id) ?? []);
      return inside.every((one) => {
        const group = one.values[party];
        const left = (other: View) =>
          other.kind === kind && other.values[party] === group && !people.includes(other.id);
        return typeof group !== "string" || !all().some((other) => left(other) && standsLike(other, one));
      });
    },
    emptied: (but, sought) => stillHeld(sight, view, but, sought).length === 0,
    policy: (countries) => ruleInForce(sight.programme.policy, view.events[0]?.stamp[0] ?? now, countries),
  };
}

const standsLike = (a: View, b: View): boolean =>
  a.journey !== null && a.journey.state === b.journey?.state && a.journey.holder === b.journey.holder;

/** The record with the part's own writes, which its guards may read. */
function written(view: View | undefined, [kind, record, writes]: Part): View {
  const blank: View = {
    ...{ kind, id: record, v: 0, values: {}, heads: {}, conflicts: [], journey: null, until: null },
    ...{ events: [], pending: 0, troubled: [], oneOf: [] },
  };
  const values: Record<string, Value> = { ...(view ?? blank).values };
  for (const write of writes) values[write[0]] = after(values[write[0]] ?? null, write);
  // A view's heads may be worked out when asked for: spreading would ask.
  return Object.assign(Object.create(view ?? blank) as View, { values });
}

function after(stands: Value, [, action, value]: Write): Value {
  if (action === "set") return value;
  if (action === "inc") return (typeof stands === "number" ? stands : 0) + (typeof value === "number" ? value : 0);
  const list = isList(stands) ? stands : [];
  const without = list.filter((one) => JSON.stringify(one) !== JSON.stringify(value));
  return action === "add" ? [...without, value] : without;
}

/** The record after its event: those who board first take the seats of those who board next. */
function moved(rules: JourneyRules | undefined, view: View, event: Event | null): View {
  const step = rules && event ? row(rules, view.journey?.state ?? "", event[0]) : null;
  if (!step || !event) return view;
  const before = view.journey ?? NOWHERE;
  const holders = { here: event[1] ?? null, other: event[2] ?? null, none: null, same: before.holder };
  const journey = { ...before, state: step.to, holder: holders[step.holder] };
  return Object.assign(Object.create(view) as View, { journey });
}
