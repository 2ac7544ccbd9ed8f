// What a form is filled from: a record as this phone sees it, and who speaks. Twin of sync/seen.py.

import type { Dot, Journey, Stamp, Value } from "./wire";

/** A form as filled for one record. `sources`: field -> where its value came from ("mrz", "scan", "typed"). */
export interface Filled {
  readonly record: string;
  readonly values: Readonly<Record<string, Value>>;
  readonly sources?: Readonly<Record<string, string>>;
}

/** A standing value as its reader sees it. `base`: for an own write still without a verdict, what it named. */
export interface SeenHead {
  readonly value: Value;
  readonly stamp: Stamp;
  readonly how?: string | null;
  readonly base?: readonly Dot[];
}

/** A record as this phone sees it, its own unsent ops laid over (store/shape.ts `View` is one). */
export interface Seen {
  readonly kind: string;
  readonly id: string;
  readonly values: Readonly<Record<string, Value>>;
  readonly heads: Readonly<Record<string, readonly SeenHead[]>>;
  readonly journey: Journey | null;
  readonly events: readonly { readonly stamp: Stamp; readonly other: string | null }[];
}

/** Who fills the form, and where. */
export interface Speaker {
  readonly place: string;
  readonly person: string;
  readonly who: string;
  readonly roles: readonly string[];
}

export type Views = (record: string) => Seen | null | undefined;

/** The value of "actor.<name>". */
export function actorWord(author: Speaker, name: string): Value {
  const { place, person, who, roles } = author;
  return { place, person, who, roles }[name] ?? null;
}
