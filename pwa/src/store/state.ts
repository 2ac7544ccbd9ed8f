// The signals the screens read. Only the store and the link write them.

import { computed, signal } from "@preact/signals";
import type { Programme } from "../core/programme";
import { LIMITS } from "./limits";
import type { OwnOp, Session, SyncState, View } from "./shape";

export const session = signal<Session | null>(null);
export const programme = signal<Programme | null>(null);
export const programmeWords = signal<Readonly<Record<string, string>>>({});
export const views = signal<ReadonlyMap<string, View>>(new Map());
export const ownOps = signal<readonly OwnOp[]>([]);
export const ready = signal(false);
/** `problem`: why joining failed; `code`: the one it failed with, to try again. */
export interface Enrolment {
  readonly busy: boolean;
  readonly problem: string | null;
  readonly code: string | null;
}

/** False while what is typed could not be kept on this phone: its disk is full. */
export const draftsKept = signal(true);

export const enrolment = signal<Enrolment>({ busy: false, problem: null, code: null });
export const updateReady = signal(false);

/** What the link knows; the counts are derived from the journal. */
export const contact = signal<Omit<SyncState, "unsent" | "needsYou" | "isJournalLong">>({
  lastContact: null,
  problem: null,
  inFlight: false,
  clockOffBy: null,
  persisted: null,
  forgot: 0,
});

const TROUBLE = new Set(["quarantined", "refused", "superseded"]);

export const inTrouble = (op: Pick<OwnOp, "verdict" | "dismissed">): boolean =>
  op.verdict !== null && TROUBLE.has(op.verdict) && !op.dismissed;

export const sync = computed<SyncState>(() => ({
  ...contact.value,
  unsent: ownOps.value.filter((op) => op.verdict === null).length,
  needsYou: ownOps.value.filter(inTrouble).length,
  isJournalLong: ownOps.value.length > LIMITS.journalOpsAlarm,
}));
