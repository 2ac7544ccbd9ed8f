// All that the screens may use of the phone's engine room.

import type { ReadonlySignal } from "@preact/signals";
import type { Programme } from "../core/programme";
import { ask } from "../link/http";

import * as outbox from "./outbox";
import { credentials } from "./session";
import { type OwnOp, ProblemOfServer, type QuarantineRow, type Session, type SyncState, type View } from "./shape";
import * as state from "./state";

export type * from "./shape";
export { ProblemOfServer, ProblemOnPhone } from "./shape";
export { now } from "./clock";
export { draftKeys, dropDraft, loadDraft, storeDraft } from "./draft";
export { newRecord } from "./record_id";
export { decide, release, save } from "./save";
export { chosenLanguage, words, wordsIn } from "./session";
export { enrol, type Enrolment, signOut, start } from "./start";
export { applyUpdate } from "./update";
export {
  type Asked,
  type Ladder,
  notices,
  type Notices,
  type Office,
  type Rehearsed,
  rehearsal,
  sayOf,
  type Outcome,
  type StoryLine,
} from "./notices";
export { bringList, type ListAsked, type ListFault, type ListRead, roll, type RollBoard } from "./rolls";
export { type Board, type BoardRow, type Face, type Listed, wall } from "./wall";
export { syncNow } from "../link/link";
export { allowCalls, calls, stopCalls } from "../link/push";

export const session: ReadonlySignal<Session | null> = state.session;
export const programme: ReadonlySignal<Programme | null> = state.programme;
/** The programme's words in the language last asked for with `words`. */
export const programmeWords: ReadonlySignal<Readonly<Record<string, string>>> = state.programmeWords;
export const views: ReadonlySignal<ReadonlyMap<string, View>> = state.views;
export const ownOps: ReadonlySignal<readonly OwnOp[]> = state.ownOps;
export const sync: ReadonlySignal<SyncState> = state.sync;
/** False until everything kept on this phone has been read: show the shell, not "nothing here". */
export const ready: ReadonlySignal<boolean> = state.ready;
/** How joining by a link or a code is getting on. */
export const enrolment: ReadonlySignal<state.Enrolment> = state.enrolment;
/** False while what is typed is only on the screen: this phone's disk is full. */
export const draftsKept: ReadonlySignal<boolean> = state.draftsKept;
/** A new version of the app waits; `applyUpdate` loads it. */
export const updateReady: ReadonlySignal<boolean> = state.updateReady;

/** Takes a troubled op out of sight; the journal keeps it. */
export async function dismiss(op: OwnOp | number): Promise<void> {
  const named = state.ownOps.value.filter(
    (own) => state.inTrouble(own) && (typeof op === "number" ? own.seq === op : own.nth === op.nth),
  );
  await outbox.dismiss(named.map((own) => own.nth));
}

/** What waits for a decision in quarantine. Needs the network and the right "oversee". Throws ProblemOfServer. */
export async function quarantine(): Promise<readonly QuarantineRow[]> {
  const who = await credentials();
  if (!who) throw new ProblemOfServer("unauthorised", 401);
  const said = (await ask("/quarantine", { token: who.token })) as { rows?: readonly QuarantineRow[] } | null;
  if (!Array.isArray(said?.rows)) throw new ProblemOfServer("stranger", 200);
  return said.rows as readonly QuarantineRow[];
}
