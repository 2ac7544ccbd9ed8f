/** The messages of one exchange, as they travel: positional JSON, twin of sync/op.py, sync/exchange.py and sync/stamp.py. */

export { hash64, sumOf } from "./canon";

/** The name of an op: the n-th act of one incarnation. */
export type Dot = readonly [inc: string, seq: number];
/** Where a write or an event stands in time; `eff` is given by the server, ms since 1970 UTC. */
export type Stamp = readonly [eff: number, inc: string, seq: number];
/** A canonical value (see canon.ts). Decimals travel as strings. */
export type Value = string | number | boolean | null | readonly Value[];
/** Page session and the reading of its monotonic clock, ms. */
export type Mono = readonly [session: string, reading: number];

export type Action = "set" | "add" | "remove" | "inc";
export type Write = readonly [
  field: string,
  action: Action,
  value: Value,
  base?: readonly Dot[] | null,
  source?: string | null,
];
/** `other` is "kind:record". */
export type Event = readonly [
  name: string,
  place?: string | null,
  other?: string | null,
  data?: Readonly<Record<string, Value>> | null,
];
export type Part = readonly [
  kind: string,
  record: string,
  writes: readonly Write[],
  event?: Event | null,
  seen?: Dot | null,
];
/** One act of one person on one device, as frozen when it was saved. `at` and `paperAt` are ms since 1970 UTC by this phone. */
export type Op = readonly [
  seq: number,
  at: number,
  mono: Mono | null,
  by: string,
  form: string,
  version: string,
  reason: string | null,
  adopts: Dot | null,
  paperAt: number | null,
  parts: readonly Part[],
  /** Its first name, where its phone was enrolled anew before it had a verdict. */
  was?: Dot | null,
];

export type VerdictCode = "applied" | "noop" | "superseded" | "conflict" | "quarantined" | "refused";
export type Verdict = readonly [seq: number, code: VerdictCode, n: number | null, eff: number, detail?: string | null];

export type WireHead = readonly [value: Value, stamp: number, how?: string | null];
export type WireEvent = readonly [
  stamp: number,
  name: string,
  place: string | null,
  other: string | null,
  data: Readonly<Record<string, Value>> | null,
  by: string,
  who: string,
  failed: readonly string[],
  flag?: "late" | "skipped" | null,
];
export type Anomaly = readonly [code: string, dot: Dot, event: string, detail?: string];
export interface Journey {
  readonly state: string;
  readonly holder: string | null;
  readonly place: string | null;
  readonly since: number;
  readonly last: Dot | null;
  readonly before: readonly string[];
  readonly anomalies: readonly Anomaly[];
}
export interface Derived {
  readonly journey: Journey | null;
  readonly conflicts: readonly string[];
  /** When the journey's clock ends its state, where people have said so in the place of the programme's timer. */
  readonly until?: number;
  /** All records of this person, the one that goes on first, where there are several. */
  readonly one_of?: readonly string[];
}

export type Put = readonly [
  tag: "put",
  n: number,
  v: number,
  kind: string,
  record: string,
  scopes: readonly string[],
  stamps: readonly Stamp[],
  fields: Readonly<Record<string, readonly WireHead[]>>,
  events: readonly WireEvent[] | null,
  derived: Derived,
  whole: boolean,
];
/** With record "" the whole scope is lost. */
export type Leave = readonly [tag: "leave", n: number, record: string, scope: string, reason: string];
export type Gone = readonly [tag: "gone", n: number, record: string];
export type Entry = Put | Leave | Gone;

export type Sum = readonly [scope: string, count: number, xor: string];
export type Answer = readonly [
  era: string,
  now: number,
  verdicts: readonly Verdict[],
  lastSeq: number,
  durableSeq: number,
  entries: readonly Entry[],
  cursor: string,
  complete: boolean,
  reset: boolean,
  sums?: readonly Sum[] | null,
];

/** What a phone says. The ops are the texts frozen at save, so that a resend is the same to the byte. */
export interface Exchange {
  readonly inc: string;
  readonly now: number;
  readonly mono: Mono | null;
  readonly ops: readonly string[];
  readonly skip?: readonly (readonly [from: number, to: number])[] | null;
  readonly refill?: readonly (readonly [seq: number, eff: number])[] | null;
  readonly cursor?: string | null;
  readonly limit?: number | null;
  readonly sums?: boolean | null;
  readonly held?: number | null;
}

/** An error of the server (RFC 9457); `next` is what the phone should do. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code: string;
  readonly next: string;
  readonly [extra: string]: unknown;
}

/** Positional slots without the absent ones at the end; the first `least` always stay. */
export function trimmed(slots: readonly unknown[], least = 0): unknown[] {
  let end = slots.length;
  while (end > least && (slots[end - 1] === null || slots[end - 1] === undefined)) end--;
  return slots.slice(0, end);
}

const trimmedPart = ([kind, record, writes, event, seen]: Part): unknown[] =>
  trimmed([kind, record, writes.map((write) => trimmed(write, 3)), event ? trimmed(event, 1) : null, seen], 3);

/** The text an op is frozen as; it is stored and sent as this text. */
export function opText(op: Op): string {
  return JSON.stringify(trimmed([...op.slice(0, 9), op[9].map(trimmedPart), op[10]]));
}

/** The body of one exchange. */
export function exchangeText(exchange: Exchange): string {
  const { inc, now, mono, ops, skip, refill, cursor, limit, sums, held } = exchange;
  const ahead = JSON.stringify([inc, now, mono]).slice(0, -1);
  const behind = trimmed([skip, refill, cursor, limit, sums, held]).map((slot) => JSON.stringify(slot ?? null));
  return `${[ahead, `[${ops.join(",")}]`, ...behind].join(",")}]`;
}

/** The answer if it is one: a captive portal's page or a stranger's JSON is null. */
export function answerOf(said: unknown): Answer | null {
  if (!Array.isArray(said) || said.length < 9) return null;
  const [era, now, verdicts, lastSeq, durableSeq, entries, cursor, complete, reset] = said as unknown[];
  const sound =
    typeof era === "string" &&
    [now, lastSeq, durableSeq].every(Number.isSafeInteger) &&
    Array.isArray(verdicts) &&
    Array.isArray(entries) &&
    typeof cursor === "string" &&
    typeof complete === "boolean" &&
    typeof reset === "boolean";
  return sound ? (said as unknown as Answer) : null;
}
