// What clock runs for a record: the one question asked for ever is whose time is up. Twin of sync/duty.py.

import { elements, type Look, matches } from "./match";
import type { Timer } from "./programme";
import type { Journey, Value } from "./wire";

const MINUTE_MS = 60_000;

/** At `atMs` (ms since 1970 UTC), `minutes` into the state: `tell` it to `who`, or `emit` a clock event. */
export interface Due {
  readonly atMs: number;
  readonly minutes: number;
  readonly tell: string;
  readonly emit: string;
  readonly who: readonly string[];
}

/** Every step of every timer that runs for the record, soonest first; steps already past are in it. */
export function due(kind: string, journey: Journey | null, look: Look, timers: readonly Timer[]): Due[] {
  if (!journey) return [];
  const running = timers.filter(
    (timer) => timer.about === kind && timer.in.includes(journey.state) && matches(timer.while, look),
  );
  return running
    .flatMap((timer) => {
      const began = start(timer, journey, look);
      return began === null ? [] : timer.steps.map((step) => ({ atMs: began + step.minutes * MINUTE_MS, ...step }));
    })
    .sort((a, b) => a.atMs - b.atMs);
}

/** When a timer's clock begins: at entry into the state, or at a later moment it waits for. Null: it does not run, for
 * the moment it counts from has not come, or came before the entry. */
export function start(timer: Timer, journey: Journey, look: Look): number | null {
  const named = timer.since || timer.later_of;
  const moments = (named ? elements(look(named)) : []).flatMap((each) => moment(each) ?? []);
  if (!timer.since) return Math.max(journey.since, ...moments);
  const after = moments.filter((each) => each >= journey.since);
  return after.length > 0 ? Math.max(...after) : null;
}

const WRITTEN = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** A time in ms, or as somebody wrote it down. */
function moment(value: Value): number | null {
  if (typeof value === "number") return value;
  const read = typeof value === "string" && WRITTEN.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(read) ? null : read;
}
