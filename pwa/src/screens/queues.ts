// Who waits for which vehicle, and who would be left if it went now: read off this phone's own copy, network or not.

import type { Dispatch } from "../core/board_rules";
import type { View } from "../store/api";
import { recordAt, type Sight } from "./look";
import { mayWatch } from "./may_watch";

/** A vehicle that still takes people aboard. `free` seats: null when nobody said how many it has. */
export interface Ready {
  readonly view: View;
  readonly aboard: readonly View[];
  readonly seats: number | null;
  readonly free: number | null;
}

/** Whoever waits for one class of vehicle, the longest waiting first, and the vehicles that stand for them. */
export interface Queue {
  readonly class: string;
  readonly waiting: readonly View[];
  readonly ready: readonly Ready[];
  /** Who would still wait if every vehicle that stands left full now. */
  readonly left: readonly View[];
}

export const mayDispatch = (sight: Sight): boolean =>
  sight.programme.dispatch?.by.some((role) => sight.session.roles.includes(role)) ?? false;

/** One queue a class. Who oversees everything sees all places; a post sees its own. */
export function queuesOf(sight: Sight, board: Dispatch): readonly Queue[] {
  const everywhere = mayWatch(sight);
  const views = [...sight.views.values()];
  const here = (place: unknown) => everywhere || place === sight.session.place;
  const vehicles = views.filter(
    (view) =>
      view.kind === board.vehicle &&
      board.ready.includes(view.journey?.state ?? "") &&
      here(view.values[board.from] ?? null),
  );
  return board.queues.map((queue) => {
    const waiting = views
      .filter(
        ({ kind, journey }) => kind === board.of && journey && queue.in.includes(journey.state) && here(journey.holder),
      )
      .sort((a, b) => sinceOf(a) - sinceOf(b) || (a.id < b.id ? -1 : 1));
    const ready = vehicles
      .filter((view) => view.values[board.class] === queue.class)
      .map((view) => readyOf(board, views, view));
    const free = ready.reduce((all, one) => all + (one.free ?? waiting.length), 0);
    return { class: queue.class, waiting, ready, left: waiting.slice(free) };
  });
}

function readyOf(board: Dispatch, views: readonly View[], view: View): Ready {
  const aboard = views.filter(({ journey }) => journey?.holder === `${view.kind}:${view.id}`);
  const seats = view.values[board.seats];
  const known = typeof seats === "number" ? seats : null;
  return { view, aboard, seats: known, free: known === null ? null : Math.max(known - aboard.length, 0) };
}

/** Since when they wait, ms since 1970 UTC. */
export const sinceOf = (view: View): number => view.journey?.since ?? 0;

/** How long somebody took from the one event to the first vehicle's leaving. `at`: when it began; ms. */
export interface Taken {
  readonly place: string;
  readonly class: string;
  readonly at: number;
  readonly took: number;
}

/** Everybody who has left, by the place where they began and the class of the first vehicle they boarded. */
export function takenIn(sight: Sight, board: Dispatch): readonly Taken[] {
  const people = [...sight.views.values()].filter((view) => view.kind === board.of);
  return people.flatMap((view) => {
    const began = view.events.find((event) => event.name === board.took.from && event.flag === null);
    const boarded = view.events.find((event) => event.other?.startsWith(`${board.vehicle}:`) && event.flag === null);
    const vehicle = boarded ? recordAt(sight, boarded.other) : null;
    const left = vehicle?.events.find((event) => event.name === board.took.until && event.flag === null);
    const called = vehicle?.values[board.class];
    if (!began || !left || typeof called !== "string" || left.stamp[0] < began.stamp[0]) return [];
    return [{ place: began.place ?? "", class: called, at: began.stamp[0], took: left.stamp[0] - began.stamp[0] }];
  });
}

/** The middle and the 90th centile of what a group took, ms, by nearest rank. */
export interface Spread {
  readonly count: number;
  readonly median: number;
  readonly most: number;
}

export function spreadOf(taken: readonly Taken[]): Spread {
  const sorted = taken.map((one) => one.took).sort((a, b) => a - b);
  const rank = (part: number) => sorted[Math.max(Math.ceil(part * sorted.length) - 1, 0)] ?? 0;
  return { count: sorted.length, median: rank(0.5), most: rank(0.9) };
}

/** In groups of one key, in the order of the keys. */
export function groupedBy<T>(
  all: readonly T[],
  keyOf: (one: T) => string,
): readonly (readonly [string, readonly T[]])[] {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}
