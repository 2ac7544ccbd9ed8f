// Own ops on their way in: saved, dismissed, renumbered, and at last trimmed.

import type { Dot, Mono, Op, Part } from "../core/wire";
import { opText } from "../core/wire";
import { clockOffset, mono, wall } from "./clock";
import { access, openOps, putOp, type Transaction } from "./database";
import { renumbered, type Act, type StoredOp } from "./journal";
import { checkSize, LIMITS } from "./limits";
import { newRecord } from "./record_id";
import { ProblemOnPhone, type Session } from "./shape";
import { allActs, rowOf, show, actsOf } from "./shelf";
import { inTrouble } from "./state";
import { tell } from "./tabs";

/** An op but for its seq, frozen when the person saved. */
export interface Frozen {
  readonly at: number;
  readonly mono: Mono;
  readonly by: string;
  readonly form: string;
  readonly version: string;
  readonly reason: string | null;
  readonly adopts: Dot | null;
  readonly paperAt: number | null;
  readonly parts: readonly Part[];
}

export const frozen = (
  session: Session,
  form: string,
  parts: readonly Part[],
  { reason, paperAt, adopts }: { reason?: string | undefined; paperAt?: number | undefined; adopts?: Dot } = {},
): Frozen => ({
  at: wall(),
  mono: mono(),
  by: session.person,
  form,
  version: session.version,
  reason: reason ?? null,
  adopts: adopts ?? null,
  paperAt: paperAt ?? null,
  parts,
});

const textOf = (seq: number, op: Frozen): string =>
  opText([seq, op.at, op.mono, op.by, op.form, op.version, op.reason, op.adopts, op.paperAt, op.parts] satisfies Op);

/** The draft an op settles, and what of it is still to be saved. */
export interface Settled {
  readonly draft?: string | undefined;
  readonly rest?: unknown;
}

/**
 * Stores one op, its seq taken in the same transaction, and shows it; what it settles of a draft goes in the same one.
 * Throws ProblemOnPhone when it is too large or the disk is full; then nothing has changed.
 */
export async function append(op: Frozen, { draft, rest }: Settled): Promise<StoredOp> {
  checkSize(op.parts, textOf(Number.MAX_SAFE_INTEGER, op));
  const key = newRecord();
  const stored = await access(["meta", "ops", "drafts"], "readwrite", async (tx) => {
    const [meta, drafts] = [tx.objectStore("meta"), tx.objectStore("drafts")];
    // Asked together: each answer waited for is one more turn of a busy phone.
    const [nth = 0, me, before = 0] = (await Promise.all([
      meta.get("nth"),
      // Read here, not from memory: another tab may have been enrolled anew.
      meta.get("session"),
      meta.get("seq"),
    ])) as [number | undefined, Session | undefined, number | undefined];
    if (!me) throw new ProblemOnPhone("emptied");
    const { inc } = me;
    const last = await tx.objectStore("ops").get(nth);
    // A connection that went after the commit makes this run twice.
    if (last?.key === key) return last;
    const seq = before + 1;
    const made: StoredOp = {
      nth: nth + 1,
      inc,
      seq,
      key,
      text: textOf(seq, op),
      records: op.parts.map(([, record]) => record),
      eff: guessedEff(op, last),
      verdict: null,
      n: null,
      detail: null,
      passed: false,
      dismissed: false,
      refill: null,
    };
    await putOp(tx, made);
    await Promise.all([
      meta.put(seq, "seq"),
      meta.put(made.nth, "nth"),
      draft && (rest === undefined ? drafts.delete(draft) : drafts.put(rest, draft)),
    ]);
    return made;
  });
  tell(show({ ops: new Map([[stored.nth, stored]]) }));
  return stored;
}

/** What the server will most likely stamp it with: our clock as it knows it, and after all the op names. */
function guessedEff(op: Frozen, last: StoredOp | undefined): number {
  const named = new Set(
    op.parts
      .flatMap(([, , writes, , seen]) => [...writes.flatMap(([, , , base]) => base ?? []), ...(seen ? [seen] : [])])
      .map(String),
  );
  const known = op.parts.flatMap(([, record]) => {
    const row = rowOf(record);
    const stamps = [...(row?.events ?? []), ...Object.values(row?.fields ?? {}).flat()].map(({ stamp }) => stamp);
    const own = actsOf(record).map((act) => [act.eff, act.inc, act.seq] as const);
    return [...stamps, ...own].filter(([, inc, seq]) => named.has(String([inc, seq]))).map(([eff]) => eff + 1);
  });
  if (op.paperAt !== null) return Math.max(op.paperAt, ...known);
  return Math.max(op.at - clockOffset(), last?.eff ?? 0, ...known);
}

/** Takes a troubled op out of sight; the journal keeps it. */
export async function dismiss(nths: readonly number[]): Promise<void> {
  const ops = await access(["ops"], "readwrite", async (tx) => {
    const changed = new Map<number, StoredOp>();
    for (const nth of nths) {
      const op = await tx.objectStore("ops").get(nth);
      if (!op) continue;
      changed.set(nth, { ...op, dismissed: true });
      await putOp(tx, { ...op, dismissed: true });
    }
    return changed;
  });
  tell(show({ ops }));
}

/**
 * The outbox goes on under another installation: its ops from `from` on get new dots.
 * Inside the transaction that stores the new session.
 */
export async function renumber(tx: Transaction, was: string, from: number, inc: string): Promise<void> {
  const meta = tx.objectStore("meta");
  const ops = (await tx.objectStore("ops").getAll())
    .filter((op) => op.inc === was && op.seq >= from)
    .sort((a, b) => a.seq - b.seq);
  const numbers = new Map(ops.map((op, at) => [op.seq, at + 1]));
  const moved = (dot: Dot): Dot => {
    const seq = dot[0] === was ? numbers.get(dot[1]) : undefined;
    return seq === undefined ? dot : [inc, seq];
  };
  for (const op of ops) await putOp(tx, renumbered(op, moved([was, op.seq]), moved));
  await Promise.all([meta.put(ops.length, "seq"), meta.put(0, "acknowledged"), meta.delete("skip")]);
}

/** The first op of this installation without a verdict, or the one after the last. */
export async function firstUnsent(tx: Transaction, inc: string): Promise<number> {
  const unsent = (await openOps(tx)).filter((op) => op.inc === inc && op.verdict === null).map((op) => op.seq);
  const seq = ((await tx.objectStore("meta").get("seq")) as number | undefined) ?? 0;
  return Math.min(seq + 1, ...unsent);
}

/**
 * Lets go of ops that are durable on the server, old by this phone's clock and by the server's, and nobody's trouble.
 * `serverNow`: ms. A clock that is set ahead makes nothing older.
 */
export async function trim(durableSeq: number, inc: string, serverNow: number): Promise<void> {
  const kept = LIMITS.journalHoursMin * 3_600_000;
  const isOld = ({ op, eff }: Act) => op[1] < wall() - kept && eff < serverNow - kept;
  const done = allActs().filter(
    (act) => act.passed && act.inc === inc && act.seq <= durableSeq && isOld(act) && !inTrouble(act),
  );
  if (done.length === 0) return;
  await access(["ops"], "readwrite", async (tx) => {
    await Promise.all(done.map((act) => tx.objectStore("ops").delete(act.nth)));
  });
  tell(show({ ops: new Map(done.map((act) => [act.nth, undefined])) }));
}
