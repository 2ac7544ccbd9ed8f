// Own ops as they are kept: the outbox (no verdict yet) and the journal are one list. Pure.

import type { Dot, Op, Part, Verdict, VerdictCode, Write } from "../core/wire";
import { opText } from "../core/wire";
import type { OwnOp } from "./shape";

/** One own op. `nth` names it on this phone for ever; its dot changes when the installation is enrolled anew. */
export interface StoredOp {
  readonly nth: number;
  readonly inc: string;
  readonly seq: number;
  /** One save of one person: a save tried twice is found by it. */
  readonly key: string;
  /** Frozen at save, sent as it stands, so that a resend is the same to the byte. */
  readonly text: string;
  /** The records it has a part on. */
  readonly records: readonly string[];
  /** The server's stamp once there is a verdict, before that this phone's guess; ms. */
  readonly eff: number;
  readonly verdict: VerdictCode | null;
  readonly n: number | null;
  readonly detail: string | null;
  /** A complete page has passed it: the rows speak for themselves. */
  readonly passed: boolean;
  readonly dismissed: boolean;
  /** The stamp it once was given by a server that has forgotten it. */
  readonly refill: number | null;
}

/** Still to be watched: it has no verdict, or the rows may not show it yet. */
export const isOpen = (op: StoredOp): boolean => op.verdict === null || !op.passed;

/** The same with its text read, and as the screens see it. */
export interface Act extends StoredOp {
  readonly op: Op;
  readonly own: OwnOp;
}

/** `known`: the act it was before; its text is not read again. */
export function read(stored: StoredOp, known?: Act): Act {
  const op = known?.text === stored.text ? known.op : (JSON.parse(stored.text) as Op);
  const { nth, inc, seq, verdict, detail, dismissed } = stored;
  const own = { nth, inc, seq, form: op[4], at: op[1], adopts: op[7], verdict, detail, parts: op[9], dismissed };
  return { ...stored, op, own };
}

export const partsOf = (act: Act): readonly Part[] => act.op[9];

export const partOn = (act: Act, id: string): Part | undefined => partsOf(act).find(([, record]) => record === id);

export function judged<T extends StoredOp>(act: T, [, verdict, n, eff, detail]: Verdict): T {
  return { ...act, verdict, n, eff, detail: detail ?? null, refill: null };
}

/** The server has forgotten it: it is sent again with the stamp it had. */
export function forgotten<T extends StoredOp>(act: T): T {
  return { ...act, verdict: null, n: null, passed: false, refill: act.verdict === null ? act.refill : act.eff };
}

/** The op under another dot; `moved` tells what became of every dot it names. */
export function renumbered(stored: StoredOp, [inc, seq]: Dot, moved: (dot: Dot) => Dot): StoredOp {
  const [, at, mono, by, form, version, reason, adopts, paperAt, parts, was] = JSON.parse(stored.text) as Op;
  const rewritten = parts.map(([kind, record, writes, event, seen]): Part => [
    kind,
    record,
    writes.map(([field, action, value, base, source]): Write => [
      field,
      action,
      value,
      (base ?? []).map(moved),
      source ?? null,
    ]),
    event ?? null,
    seen ? moved(seen) : null,
  ]);
  const adopted = adopts ? moved(adopts) : null;
  const text = opText([
    seq,
    at,
    mono,
    by,
    form,
    version,
    reason,
    adopted,
    paperAt,
    rewritten,
    was ?? [stored.inc, stored.seq],
  ]);
  return { ...forgotten(stored), inc, seq, text, refill: null };
}
