// Whose time is up, and when: the programme's timers read on the phone. The server's clock rules; this is for the eye.

import { start } from "../core/duty";
import { matches } from "../core/match";
import type { Timer } from "../core/programme";
import type { View } from "../store/api";
import { lookOf, type Sight } from "./look";

const MINUTE_MS = 60_000;

/** The running clock of a record. `warn` and `limit` are ms since 1970 UTC; after `limit` the next link is overdue. */
export interface Due {
  readonly since: number;
  readonly warn: number;
  readonly limit: number;
}

export type Urgency = "calm" | "waiting" | "overdue";

/** The soonest limit of the state the record is in; null when nothing is timed. */
export function dueOf(sight: Sight, view: View): Due | null {
  const journey = view.journey;
  if (!journey?.state) return null;
  const look = lookOf(sight, view);
  const running = sight.programme.timers
    .filter((timer) => timer.about === view.kind && timer.in.includes(journey.state) && matches(timer.while, look))
    .flatMap((timer) => {
      const began = start(timer, journey, look);
      return (began === null ? null : clockOf(timer, began, view.until)) ?? [];
    });
  return running.sort((a, b) => a.limit - b.limit)[0] ?? null;
}

export function urgency(due: Due | null, now: number): Urgency {
  if (!due) return "calm";
  if (now >= due.limit) return "overdue";
  return now >= due.warn ? "waiting" : "calm";
}

/** The limit is the step that makes the server act, else the last one; the first step is the warning. */
function clockOf(timer: Timer, since: number, until: number | null): Due | null {
  const steps = [...timer.steps].sort((a, b) => a.minutes - b.minutes);
  const [first] = steps;
  const limit = steps.find((step) => step.emit) ?? steps.at(-1);
  if (!first || !limit) return null;
  const [warn, over] = [since + first.minutes * MINUTE_MS, since + limit.minutes * MINUTE_MS];
  return until !== null && limit.emit
    ? { since, warn: Math.min(warn, until), limit: until }
    : { since, warn, limit: over };
}
