// A record as the server last told it, and what entries of a feed do to it. Pure.

import type { Journey, Leave, Put, Stamp, Value, WireEvent } from "../core/wire";

export interface KeptHead {
  readonly value: Value;
  readonly stamp: Stamp;
  readonly how: string | null;
}

export interface KeptEvent {
  readonly stamp: Stamp;
  readonly name: string;
  readonly place: string | null;
  readonly other: string | null;
  readonly data: Readonly<Record<string, Value>> | null;
  readonly by: string;
  readonly who: string;
  readonly failed: readonly string[];
  readonly flag: string | null;
}

/** `scopes`: those of this phone that hold the record; empty = hidden. `epoch`: the reset since which it was re-sent. */
export interface Row {
  readonly id: string;
  readonly kind: string;
  readonly n: number;
  readonly v: number;
  readonly epoch: number;
  readonly scopes: readonly string[];
  readonly fields: Readonly<Record<string, readonly KeptHead[]>>;
  readonly events: readonly KeptEvent[];
  readonly journey: Journey | null;
  readonly conflicts: readonly string[];
  readonly until: number | null;
  /** All records of this person, the one that goes on first; absent where there is one. */
  readonly oneOf?: readonly string[] | undefined;
}

/** The row after a put: what the put carries replaces what was held. */
export function put(held: Row | undefined, entry: Put, epoch: number): Row {
  const [, n, v, kind, id, scopes, stamps, carried, events, derived, whole] = entry;
  const at = (index: number): Stamp => stamps[index] ?? [0, "", 0];
  const fields = Object.fromEntries(
    Object.entries(carried).map(([name, heads]) => [
      name,
      heads.map(([value, stamp, how]): KeptHead => ({ value, stamp: at(stamp), how: how ?? null })),
    ]),
  );
  return {
    id,
    kind,
    n,
    v,
    epoch,
    scopes,
    fields: whole || !held ? fields : { ...held.fields, ...fields },
    events: events?.map((event) => keptEvent(event, at)) ?? held?.events ?? [],
    journey: derived.journey ?? null,
    conflicts: derived.conflicts ?? [],
    until: derived.until ?? null,
    oneOf: derived.one_of,
  };
}

function keptEvent(event: WireEvent, at: (index: number) => Stamp): KeptEvent {
  const [stamp, name, place, other, data, by, who, failed, flag] = event;
  return { stamp: at(stamp), name, place, other, data, by, who, failed, flag: flag ?? null };
}

/** The row without one of its scopes. */
export function leave(held: Row, [, n, , scope]: Leave): Row {
  return { ...held, n: Math.max(n, held.n), scopes: held.scopes.filter((one) => one !== scope) };
}

/** Whether the row carries the op of this dot: as a head, or as an event. */
export function carries(row: Row, inc: string, seq: number): boolean {
  const mine = ({ stamp }: { stamp: Stamp }) => stamp[1] === inc && stamp[2] === seq;
  return row.events.some(mine) || Object.values(row.fields).some((heads) => heads.some(mine));
}
