// All that is kept, in memory, and the views made of it. A change makes only the records it touched anew.

import { batch } from "@preact/signals";
import { access } from "./database";
import { type Act, partsOf, read, type StoredOp } from "./journal";
import type { Row } from "./row";
import type { View } from "./shape";
import { ownOps, programme, session, views } from "./state";
import type { Change } from "./tabs";
import { viewOf } from "./view";

const rows = new Map<string, Row>();
const acts = new Map<number, Act>();
/** Record -> the own ops with a part on it, in the order they were saved. */
const actsOn = new Map<string, Set<number>>();
let epoch = 0;

export const rowOf = (record: string): Row | undefined => rows.get(record);
export const allRows = (): Iterable<Row> => rows.values();
/** The journal, oldest first. */
export const allActs = (): readonly Act[] => [...acts.values()];
export const presentEpoch = (): number => epoch;

/** Own ops with a part on the record, oldest first. */
export function actsOf(record: string): Act[] {
  const found = [...(actsOn.get(record) ?? [])].sort((a, b) => a - b);
  return found.flatMap((nth) => acts.get(nth) ?? []);
}

/** Reads everything this phone keeps. */
export async function load(): Promise<void> {
  const kept = await access(["meta", "records", "ops"], "readonly", async (tx) => ({
    epoch: (await tx.objectStore("meta").get("epoch")) as number | undefined,
    rows: await tx.objectStore("records").getAll(),
    ops: await tx.objectStore("ops").getAll(),
  }));
  rows.clear();
  acts.clear();
  actsOn.clear();
  epoch = kept.epoch ?? 0;
  for (const row of kept.rows) rows.set(row.id, row);
  for (const op of kept.ops) keepAct(op);
  refreshAll();
}

/** What one transaction changed, shown at once. `undefined` = no longer kept. */
export interface Stored {
  readonly rows?: ReadonlyMap<string, Row | undefined>;
  readonly ops?: ReadonlyMap<number, StoredOp | undefined>;
  readonly epoch?: number;
}

export function show(stored: Stored): Change {
  const touched = new Set<string>();
  for (const [id, row] of stored.rows ?? []) {
    if (row) rows.set(id, row);
    else rows.delete(id);
    touched.add(id);
  }
  for (const [nth, op] of stored.ops ?? []) {
    for (const id of op ? keepAct(op) : dropAct(nth)) touched.add(id);
  }
  const isReset = stored.epoch !== undefined && stored.epoch !== epoch;
  if (isReset) epoch = stored.epoch;
  batch(() => {
    if (isReset) refreshAll();
    else if (touched.size > 0) refresh(touched);
    if (stored.ops?.size) listOps();
  });
  return { records: [...(stored.rows?.keys() ?? [])], ops: [...(stored.ops?.keys() ?? [])] };
}

/** Reads again what another tab changed. */
export async function reread(change: Change): Promise<void> {
  const stored = await access(["meta", "records", "ops"], "readonly", async (tx) => {
    const [records, ops] = [tx.objectStore("records"), tx.objectStore("ops")];
    const readRows = Promise.all(change.records.map(async (id) => [id, await records.get(id)] as const));
    const readOps = Promise.all(change.ops.map(async (nth) => [nth, await ops.get(nth)] as const));
    const now = (await tx.objectStore("meta").get("epoch")) as number | undefined;
    return { rows: new Map(await readRows), ops: new Map(await readOps), epoch: now ?? 0 };
  });
  show(stored);
}

/** Makes every view anew: after another programme, person or reset. */
export function refreshAll(): void {
  const ids = new Set([...rows.keys(), ...actsOn.keys()]);
  const next = new Map<string, View>();
  for (const id of ids) {
    const view = viewNow(id);
    if (view) next.set(id, view);
  }
  batch(() => {
    views.value = next;
    listOps();
  });
}

function refresh(ids: Iterable<string>): void {
  const next = new Map(views.value);
  for (const id of ids) {
    const view = viewNow(id);
    if (view) next.set(id, view);
    else next.delete(id);
  }
  views.value = next;
}

const viewNow = (id: string): View | null =>
  viewOf(id, rows.get(id), actsOf(id), { epoch, programme: programme.value, session: session.value });

function listOps(): void {
  ownOps.value = allActs().map((act) => act.own);
}

function keepAct(op: StoredOp): string[] {
  const act = read(op, acts.get(op.nth));
  acts.set(op.nth, act);
  const on = partsOf(act).map(([, record]) => record);
  for (const record of on) {
    const some = actsOn.get(record) ?? new Set();
    actsOn.set(record, some.add(op.nth));
  }
  return on;
}

function dropAct(nth: number): string[] {
  const act = acts.get(nth);
  acts.delete(nth);
  const on = act ? partsOf(act).map(([, record]) => record) : [];
  for (const record of on) {
    const some = actsOn.get(record);
    some?.delete(nth);
    if (some?.size === 0) actsOn.delete(record);
  }
  return on;
}
