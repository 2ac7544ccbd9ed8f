// Storing an answer: verdicts, entries and cursor in one transaction (docs/protocol.md, rules 3 to 6).

import type { Answer, Entry, Verdict } from "../core/wire";
import { access, openOps, putOp, type Transaction } from "./database";
import { dropDraftsOf } from "./draft";
import { type Act, forgotten, judged, type StoredOp } from "./journal";
import { carries, leave, put, type Row } from "./row";
import { dismiss } from "./outbox";
import type { Fork } from "./session";
import { allActs, show } from "./shelf";
import { tell } from "./tabs";

/** What the phone said, as far as the answer is judged by it. */
export interface Asked {
  readonly inc: string;
  readonly cursor: string | null;
}

type Rows = Map<string, Row | undefined>;
type Ops = Map<number, StoredOp | undefined>;

/** Where the phone stands in the feed. `fading`: rows without a scope, waiting to be deleted. */
interface Standing {
  readonly cursor: string | null;
  readonly epoch: number;
  readonly sweeping: boolean;
  readonly fading: ReadonlySet<string>;
}

const START: Standing = { cursor: null, epoch: 0, sweeping: false, fading: new Set() };

/**
 * Stores an answer. Verdicts always count; entries only when the cursor they follow is still our own.
 * False when they were not stored. `learned`: what else the answer taught, for the meta table.
 */
export async function storeAnswer(
  asked: Asked,
  answer: Answer,
  learned: Readonly<Record<string, unknown>> = {},
): Promise<boolean> {
  const [, , , , , , cursor, complete, reset] = answer;
  const stored = await access(["meta", "records", "ops"], "refetchable", async (tx) => {
    const meta = tx.objectStore("meta");
    for (const [key, value] of Object.entries(learned)) await meta.put(value, key);
    const session = (await meta.get("session")) as { inc: string } | undefined;
    if (session?.inc !== asked.inc) return null;
    const ops = await settle(tx, asked, answer);
    const before = ((await meta.get("standing")) as Standing | undefined) ?? START;
    if (before.cursor !== asked.cursor) return { ops };
    const rows: Rows = new Map();
    // Mark and sweep: until it is sent again, every row counts as n = 0.
    const marked = reset || asked.cursor === null ? { ...before, epoch: before.epoch + 1, sweeping: true } : before;
    const entered = await takeEntries(tx, marked, answer[5], rows);
    const after = complete ? await close(tx, entered, rows, ops) : entered;
    await meta.put({ ...after, cursor }, "standing");
    return { ops, rows, epoch: after.epoch };
  });
  if (!stored) return false;
  tell(show(stored));
  if (stored.rows) await settleReleased(stored.rows);
  await forgetErased(stored.rows ? answer[5] : []);
  return Boolean(stored.rows);
}

/** A quarantined act that its record now carries was released by somebody: it is nobody's trouble any more. */
async function settleReleased(rows: Rows): Promise<void> {
  const released = allActs().filter((act) => {
    if (act.verdict !== "quarantined" || act.dismissed) return false;
    return act.records.some((id) => {
      const row = rows.get(id);
      return row !== undefined && carries(row, act.inc, act.seq);
    });
  });
  if (released.length > 0) await dismiss(released.map((act) => act.nth));
}

/** Who was erased leaves the journal and the drafts too. An act that also speaks of others stays for its 72 hours. */
async function forgetErased(entries: readonly Entry[]): Promise<void> {
  const gone = new Set(entries.flatMap((entry) => (entry[0] === "gone" ? [entry[2]] : [])));
  const isOf = ({ verdict, detail, records }: Act) =>
    verdict !== null && (detail === "erased" || (records.length > 0 && records.every((id) => gone.has(id))));
  const acts = allActs().filter(isOf);
  if (acts.length > 0) {
    await access(["ops"], "readwrite", async (tx) => {
      await Promise.all(acts.map((act) => tx.objectStore("ops").delete(act.nth)));
    });
    tell(show({ ops: new Map(acts.map((act) => [act.nth, undefined])) }));
  }
  if (gone.size > 0) await dropDraftsOf([...gone]);
}

/** Starts over at the next exchange: everything is sent again, and what is not is swept. */
export async function forgetCursor(): Promise<void> {
  await access(["meta"], "readwrite", async (tx) => {
    const meta = tx.objectStore("meta");
    const before = ((await meta.get("standing")) as Standing | undefined) ?? START;
    await meta.put({ ...before, cursor: null }, "standing");
  });
}

export async function presentCursor(): Promise<string | null> {
  const standing = await access(["meta"], "readonly", async (tx) => tx.objectStore("meta").get("standing"));
  return (standing as Standing | undefined)?.cursor ?? null;
}

/**
 * Each op meets its verdict; acknowledged ones that the server has forgotten go back into the outbox. After a reset, and
 * when a phone begins without a cursor by which it could see one, all do first: under our numbers the server may have
 * got back what a copy of this phone did.
 */
async function settle(tx: Transaction, { inc, cursor }: Asked, answer: Answer): Promise<Ops> {
  const [, , verdicts, lastSeq, , , , , reset] = answer;
  const meta = tx.objectStore("meta");
  // Who bears its name with another says nothing under it any more: what became of it was told with the fork.
  const isForked = ((await meta.get("fork")) as Fork | undefined)?.inc === inc;
  const before = !isForked && (reset || cursor === null) ? await forgottenFrom(tx, inc, 1) : [];
  const changed: Ops = new Map(before.map((op) => [op.nth, op]));
  for (const [nth, op] of await meet(tx, inc, verdicts)) changed.set(nth, op);
  if (lastSeq < (((await meta.get("acknowledged")) as number | undefined) ?? 0)) {
    for (const op of await forgottenFrom(tx, inc, lastSeq + 1)) changed.set(op.nth, op);
  }
  const seq = ((await meta.get("seq")) as number | undefined) ?? 0;
  const forgot = ((await meta.get("forgot")) as number | undefined) ?? 0;
  // A phone that lost its memory must not give a number twice; and its holder is told.
  if (lastSeq > seq) await meta.put(forgot + lastSeq - seq, "forgot");
  await Promise.all([meta.put(lastSeq, "acknowledged"), meta.put(Math.max(seq, lastSeq), "seq"), meta.delete("skip")]);
  return changed;
}

/** Ops of `inc` meet their verdicts. */
export async function meet(tx: Transaction, inc: string, verdicts: readonly Verdict[]): Promise<Ops> {
  const changed: Ops = new Map();
  const bySeq = new Map(verdicts.map((verdict) => [verdict[0], verdict]));
  for (const op of bySeq.size > 0 ? await openOps(tx) : []) {
    const verdict = op.inc === inc ? bySeq.get(op.seq) : undefined;
    if (!verdict) continue;
    const met = judged(op, verdict);
    changed.set(op.nth, met);
    await putOp(tx, met);
  }
  return changed;
}

export async function forgottenFrom(tx: Transaction, inc: string, from: number): Promise<StoredOp[]> {
  const lost = (await tx.objectStore("ops").getAll()).filter(
    (op) => op.inc === inc && op.verdict !== null && op.seq >= from,
  );
  const back = lost.map(({ open: _, ...op }) => forgotten(op));
  for (const op of back) await putOp(tx, op);
  return back;
}

/** Another device bears our name: what the server took before `from` is settled, the rest waits for a new name. */
export async function storeFork(inc: string, from: number, verdicts: readonly Verdict[]): Promise<void> {
  const ops = await access(["meta", "ops"], "readwrite", async (tx) => {
    await tx.objectStore("meta").put({ inc, from } satisfies Fork, "fork");
    return meet(tx, inc, verdicts);
  });
  tell(show({ ops }));
}

/** The server expects `expected` next: what we have from there on is sent again, what we have not is passed over. */
export async function bridge(inc: string, expected: number): Promise<void> {
  const ops = await access(["meta", "ops"], "readwrite", async (tx) => {
    const back = await forgottenFrom(tx, inc, expected);
    const waiting = (await openOps(tx)).filter((op) => op.inc === inc && op.verdict === null).map((op) => op.seq);
    const skips: [number, number][] = [];
    let next = expected;
    for (const seq of waiting.filter((one) => one >= expected).sort((a, b) => a - b)) {
      if (seq > next) skips.push([next, seq - 1]);
      next = seq + 1;
    }
    await tx.objectStore("meta").put(skips, "skip");
    return new Map(back.map((op) => [op.nth, op]));
  });
  tell(show({ ops }));
}

async function takeEntries(
  tx: Transaction,
  standing: Standing,
  entries: readonly Entry[],
  rows: Rows,
): Promise<Standing> {
  const records = tx.objectStore("records");
  const fading = new Set(standing.fading);
  const held = async (id: string) => (rows.has(id) ? rows.get(id) : await records.get(id));
  const keep = (id: string, row: Row | undefined) => {
    rows.set(id, row);
    if (row?.scopes.length === 0) fading.add(id);
    else fading.delete(id);
  };
  for (const entry of entries) {
    if (entry[0] === "put") keep(entry[4], put(await held(entry[4]), entry, standing.epoch));
    else if (entry[0] === "gone") keep(entry[2], undefined);
    else {
      for (const id of entry[2] ? [entry[2]] : await idsIn(entry[3], tx, rows)) {
        const row = await held(id);
        if (row) keep(id, leave(row, entry));
      }
    }
  }
  await Promise.all([...rows].map(([id, row]) => (row ? records.put(row, id) : records.delete(id))));
  return { ...standing, fading };
}

async function idsIn(scope: string, tx: Transaction, rows: Rows): Promise<string[]> {
  const before = (await tx.objectStore("records").getAll()).filter((row) => !rows.has(row.id));
  const now = [...rows.values()].filter((row) => row !== undefined);
  return [...before, ...now].filter((row) => row.scopes.includes(scope)).map((row) => row.id);
}

/** A complete page: what was not sent again is no longer ours, and the rows speak for every op with a verdict. */
async function close(tx: Transaction, standing: Standing, rows: Rows, ops: Ops): Promise<Standing> {
  const records = tx.objectStore("records");
  const fading = new Set(standing.fading);
  if (standing.sweeping) {
    for (const row of await records.getAll()) {
      if (row.epoch >= standing.epoch) continue;
      const left = { ...row, scopes: [] };
      rows.set(row.id, left);
      fading.add(row.id);
      await records.put(left, row.id);
    }
  }
  const unsent = new Set<string>();
  for (const op of await openOps(tx)) {
    if (op.verdict === null) for (const id of op.records) unsent.add(id);
    else {
      ops.set(op.nth, { ...op, passed: true });
      await putOp(tx, { ...op, passed: true });
    }
  }
  for (const id of [...fading].filter((one) => !unsent.has(one))) {
    fading.delete(id);
    rows.set(id, undefined);
    await records.delete(id);
  }
  return { ...standing, sweeping: false, fading };
}
