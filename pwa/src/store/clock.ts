// Two clocks of this page, and what the server's says.

import { newRecord } from "./record_id";

/** Random per page load: readings of the monotonic clock compare only within one. */
const PAGE = newRecord().slice(-12);

/** A jump of the wall clock ahead of the other that is no rounding. */
const ASLEEP_MS = 5_000;

let asleep = 0;
let last = { wall: Date.now(), tick: performance.now() };

/** Phone clock minus server clock, ms, as of the last answer. */
let offset = 0;

/** What the phone's wall clock says, ms since 1970 UTC. */
export const wall = (): number => Date.now();

/**
 * [page session, ms]: integers, as everything on the wire. `performance.now` stands still while most phones sleep, and a
 * phone sleeps between an act and its sending: what the wall clock gained meanwhile is counted as sleep. A wall clock
 * set back changes nothing.
 */
export function mono(): readonly [string, number] {
  const here = { wall: Date.now(), tick: performance.now() };
  const gained = here.wall - last.wall - (here.tick - last.tick);
  if (gained > ASLEEP_MS) asleep += gained;
  last = here;
  return [PAGE, Math.round(here.tick + asleep)];
}

/** Server time as far as this phone knows it. */
export const now = (): number => wall() - offset;

export const clockOffset = (): number => offset;

/** Learns the offset from an answer: `sent` and `received` are wall readings around it. Returns it. */
export function learnOffset(server: number, sent: number, received: number): number {
  offset = Math.round((sent + received) / 2 - server);
  return offset;
}

export function recallOffset(kept: number | undefined): void {
  offset = kept ?? 0;
}
