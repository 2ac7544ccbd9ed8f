// The chain of a view: what happened to the record, own acts included, and where that leaves it. Pure.

import { byStamp, fold } from "../core/custody";
import type { Programme } from "../core/programme";
import type { Event, Journey } from "../core/wire";
import { type Act, partOn } from "./journal";
import type { Row } from "./row";
import type { EventView, Session } from "./shape";

/** Events in the order they happened, own ones not yet in the row among them. */
export function layEvents(
  id: string,
  row: Row | undefined,
  acts: readonly Act[],
  session: Session | null,
): readonly EventView[] {
  const known: EventView[] = (row?.events ?? []).map((event) => ({
    ...event,
    inc: event.stamp[1],
    pending: false,
  }));
  const own = acts.flatMap((act) => {
    if (known.some(({ stamp }) => stamp[1] === act.inc && stamp[2] === act.seq)) return [];
    const event = partOn(act, id)?.[3];
    return event ? [ownEvent(act, event, session)] : [];
  });
  return own.length === 0 ? known : [...known, ...own].sort((a, b) => byStamp(a.stamp, b.stamp));
}

function ownEvent(act: Act, event: Event, session: Session | null): EventView {
  const [name, place, other, data] = event;
  const by = act.op[3];
  return {
    stamp: [act.eff, act.inc, act.seq],
    name,
    place: place ?? null,
    other: other ?? null,
    data: data ?? null,
    by,
    who: session?.person === by ? session.who : "",
    inc: act.inc,
    failed: [],
    flag: null,
    pending: act.verdict === null,
  };
}

/** The server's fold when it has seen all of it, else our own. */
export function journeyOf(
  kind: string,
  row: Row | undefined,
  events: readonly EventView[],
  programme: Programme | null,
): Journey | null {
  const rules = programme?.journeys[kind];
  if (!rules || (row && events.length === row.events.length)) return row?.journey ?? null;
  if (events.length === 0) return null;
  const notEntitled = new Set(
    (row?.journey?.anomalies ?? []).filter(([code]) => code === "role").map(([, dot]) => dot.join()),
  );
  const entitled = (event: EventView): boolean => !notEntitled.has(event.stamp.slice(1).join());
  return fold(
    events.map((event) => ({ ...event, entitled: entitled(event) })),
    rules,
  );
}
