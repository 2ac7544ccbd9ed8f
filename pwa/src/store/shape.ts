// What the phone knows, in the words the screens use.

import type { Filled } from "../core/form";
import type { Dot, Journey, Part, Stamp, Value, VerdictCode } from "../core/wire";

/** Who this installation is, as the server enrolled it. */
export interface Session {
  readonly inc: string;
  readonly person: string;
  readonly who: string;
  readonly roles: readonly string[];
  readonly place: string;
  readonly scopes: readonly string[];
  /** The programme version this device works with now. */
  readonly version: string;
  readonly practice: boolean;
}

/** A record as this phone sees it: the server's row with own unsent ops replayed on top. */
export interface View {
  readonly kind: string;
  readonly id: string;
  /** The server's version of the record; 0 while only this phone knows it. */
  readonly v: number;
  readonly values: Readonly<Record<string, Value>>;
  readonly heads: Readonly<Record<string, readonly HeadView[]>>;
  readonly conflicts: readonly string[];
  readonly journey: Journey | null;
  /** When the clock of the state it is in is over, where people have said so in the place of the programme's timer. */
  readonly until: number | null;
  readonly events: readonly EventView[];
  /** Own ops on this record that have no verdict yet. */
  readonly pending: number;
  /** Own ops that were quarantined, refused or superseded and are not yet dismissed, as their author typed them. */
  readonly troubled: readonly OwnOp[];
  /** All records of this person, the one that goes on first; empty where there is one. */
  readonly oneOf: readonly string[];
}

/** One standing value of a field. `how`: see WireHead. `who`: "" when the writer is not known here. */
export interface HeadView {
  readonly value: Value;
  readonly stamp: Stamp;
  readonly how: string | null;
  readonly who: string;
  readonly equalToPick: boolean;
  /** Own, and without a verdict. */
  readonly pending: boolean;
  /** Of an own write the server's row does not yet speak of: what it named. */
  readonly base: readonly Dot[];
}

/** One link of the chain. `flag`: "late" (a note outside the fold), "skipped", or null. */
export interface EventView {
  readonly stamp: Stamp;
  readonly name: string;
  readonly place: string | null;
  readonly other: string | null;
  readonly data: Readonly<Record<string, Value>> | null;
  readonly by: string;
  readonly who: string;
  readonly inc: string;
  readonly failed: readonly string[];
  readonly flag: string | null;
  readonly pending: boolean;
}

/** One op of this phone's journal. */
export interface OwnOp {
  /** Names the op on this phone, whatever becomes of its dot. */
  readonly nth: number;
  readonly inc: string;
  readonly seq: number;
  readonly form: string;
  /** Wall clock at capture, ms since 1970 UTC. */
  readonly at: number;
  /** The quarantined op it lets in. */
  readonly adopts: Dot | null;
  readonly verdict: VerdictCode | null;
  readonly detail: string | null;
  readonly parts: readonly Part[];
  readonly dismissed: boolean;
}

/** How this phone stands with the server. `problem`: a code of /problems, "offline" when nobody answers, or null. */
export interface SyncState {
  readonly unsent: number;
  readonly needsYou: number;
  readonly lastContact: number | null;
  readonly problem: string | null;
  readonly inFlight: boolean;
  /** Phone clock minus server clock in ms, when it is off by more than two minutes. */
  readonly clockOffBy: number | null;
  /** Whether the browser promised to keep our data; null while unknown. */
  readonly persisted: boolean | null;
  /** How many own ops the server has that this phone lost all memory of. */
  readonly forgot: number;
  /** More own ops lie here than anybody expects: the server keeps too little for good. */
  readonly isJournalLong: boolean;
}

export interface SaveOptions {
  /** Why the usual way was left ("the party is split because …"). */
  readonly reason?: string | undefined;
  /** Time written on a paper form that is keyed in late, ms since 1970 UTC. */
  readonly paperAt?: number | undefined;
  /** The draft this save settles: dropped in the same transaction. */
  readonly draft?: string | undefined;
  /** What of the draft is still to be saved: then it stays, with this in it. */
  readonly rest?: unknown;
}

/** What one `save` made: the op's seq (null when nothing had changed) and the records of the draft, in its order. */
export interface Saved {
  readonly seq: number | null;
  readonly records: readonly string[];
}

/** One row of the quarantine list (`GET /quarantine`). */
export interface QuarantineRow {
  readonly inc: string;
  readonly seq: number;
  readonly who: string;
  readonly place: string;
  readonly at: number;
  readonly form: string;
  readonly detail: string;
  readonly verdict: VerdictCode;
  readonly parts: readonly (readonly [kind: string, record: string])[];
}

/** Why the phone itself cannot do it. The draft stays. `code`: "quota", "too-large", "too-many", "not-enrolled", "not-here", "unsent". */
export class ProblemOnPhone extends Error {
  constructor(
    readonly code: string,
    readonly detail = "",
  ) {
    super(detail ? `${code}: ${detail}` : code);
    this.name = "ProblemOnPhone";
  }
}

/** Why the server said no (RFC 9457): `code` names a page under /problems; "offline" when nobody answered. */
export class ProblemOfServer extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly body: Readonly<Record<string, unknown>> = {},
  ) {
    super(code);
    this.name = "ProblemOfServer";
  }
}

export type { Filled };
