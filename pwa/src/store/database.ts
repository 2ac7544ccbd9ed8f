// Everything this phone keeps. One door: `access`, which reopens what the browser closed under the page.

import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from "idb";
import type { Programme } from "../core/programme";
import { isOpen, type StoredOp } from "./journal";
import type { Row } from "./row";
import { ProblemOnPhone } from "./shape";

interface Tables extends DBSchema {
  meta: { key: string; value: unknown };
  records: { key: string; value: Row };
  ops: { key: number; value: KeptOp; indexes: { open: number } };
  drafts: { key: string; value: unknown };
  programmes: { key: string; value: Programme };
  words: { key: string; value: Readonly<Record<string, string>> };
}

/** An op as it lies in its table: `open` is indexed, so that a long journal costs a sync nothing. */
export type KeptOp = StoredOp & { readonly open: 0 | 1 };

export type Table = StoreNames<Tables>;
export type Transaction = IDBPTransaction<Tables, Table[], "readwrite">;

/** "refetchable": a write that need not be on the disk yet, for what the server would tell again. */
type Mode = "readonly" | "readwrite" | "refetchable";
type Work<T> = (transaction: Transaction) => Promise<T>;

const NAME = "homeward";
const TABLES: readonly Table[] = ["meta", "records", "ops", "drafts", "programmes", "words"];
/** The connection went, not the data: worth one more try (seen when Safari or Chrome drop a connection in the background). */
const CONNECTION_LOST = new Set(["InvalidStateError", "UnknownError"]);

let opened: Promise<IDBPDatabase<Tables>> | null = null;

function connection(): Promise<IDBPDatabase<Tables>> {
  opened ??= openDB<Tables>(NAME, 1, {
    upgrade(db, _from, _to, transaction) {
      for (const table of TABLES) db.createObjectStore(table);
      transaction.objectStore("ops").createIndex("open", "open");
    },
    blocking: () => void close(),
    terminated: () => {
      opened = null;
    },
  }).catch((cause: unknown) => {
    opened = null;
    throw asProblem(cause);
  });
  return opened;
}

/** Lets go of the connection; the next `access` opens it again. */
export async function close(): Promise<void> {
  const was = opened;
  opened = null;
  if (was) (await was).close();
}

/**
 * Runs `work` in one transaction and resolves when it is durable on disk. `work` may run twice, never half:
 * it must touch nothing but the transaction. Throws ProblemOnPhone("quota") when the disk is full.
 */
export async function access<T>(tables: readonly Table[], mode: Mode, work: Work<T>): Promise<T> {
  try {
    return await once(tables, mode, work);
  } catch (cause) {
    if (!(cause instanceof DOMException) || !CONNECTION_LOST.has(cause.name)) throw asProblem(cause);
    opened = null;
    return once(tables, mode, work).catch((again: unknown) => {
      throw asProblem(again);
    });
  }
}

async function once<T>(tables: readonly Table[], mode: Mode, work: Work<T>): Promise<T> {
  const db = await connection();
  const options: IDBTransactionOptions = { durability: mode === "readwrite" ? "strict" : "relaxed" };
  const access = mode === "readonly" ? "readonly" : "readwrite";
  const transaction = db.transaction([...tables], access, options) as Transaction;
  // The transaction's own end is the truth; `work` fails first when it is what went wrong.
  const ended = transaction.done.then(
    () => null,
    (cause: unknown) => cause ?? new DOMException("the transaction was aborted", "AbortError"),
  );
  let result: T;
  try {
    result = await work(transaction);
  } catch (cause) {
    try {
      transaction.abort();
    } catch {
      // It had already ended: `cause` says why.
    }
    const end = await ended;
    throw isQuota(end) ? end : cause;
  }
  const end = await ended;
  if (end !== null) throw end;
  return result;
}

const isQuota = (cause: unknown): boolean => cause instanceof DOMException && cause.name === "QuotaExceededError";

function asProblem(cause: unknown): unknown {
  return isQuota(cause) ? new ProblemOnPhone("quota") : cause;
}

export async function putOp(tx: Transaction, op: StoredOp): Promise<void> {
  await tx.objectStore("ops").put({ ...op, open: isOpen(op) ? 1 : 0 }, op.nth);
}

/** Own ops that have no verdict, or that the rows may not show yet. */
export async function openOps(tx: Transaction): Promise<StoredOp[]> {
  return tx.objectStore("ops").index("open").getAll(1);
}

/** Forgets everything on this phone, and remembers that its person wished so. */
export async function wipe(): Promise<void> {
  await access(TABLES, "readwrite", async (tx) => {
    for (const table of TABLES) await tx.objectStore(table).clear();
    await tx.objectStore("meta").put(true, "left");
  });
}
