// All that the screens may use of the phone's engine room.

import type { ReadonlySignal } from "@preact/signals";
import type { Programme } from "../core/programme";
import type { Filled, OwnOp, QuarantineRow, Saved, SaveOptions, Session, SyncState, View } from "./shape";
import * as state from "./state";

export type * from "./shape";
export { ProblemOfServer, ProblemOnPhone } from "./shape";

export const session: ReadonlySignal<Session | null> = state.session;
export const programme: ReadonlySignal<Programme | null> = state.programme;
/** The programme's words in the language last asked for with `words`. */
export const programmeWords: ReadonlySignal<Readonly<Record<string, string>>> = state.programmeWords;
export const views: ReadonlySignal<ReadonlyMap<string, View>> = state.views;
export const ownOps: ReadonlySignal<readonly OwnOp[]> = state.ownOps;
export const sync: ReadonlySignal<SyncState> = state.sync;
/** False until everything kept on this phone has been read: show the shell, not "nothing here". */
export const ready: ReadonlySignal<boolean> = state.ready;
/** A new version of the app waits; `applyUpdate` loads it. */
export const updateReady: ReadonlySignal<boolean> = state.updateReady;

/** Opens the store, enrols from `#enrol=CODE` when the address carries one, starts the link. Call once. */
export declare function start(): Promise<void>;
/** Enrols this installation by a one-time code. Throws ProblemOfServer. */
export declare function enrol(code: string, label?: string): Promise<void>;
/** Forgets everything here. Throws ProblemOnPhone("unsent") unless nothing is unsent or `evenUnsent`. */
export declare function signOut(evenUnsent?: boolean): Promise<void>;
/** Composes, freezes and stores one op; the views show it when this resolves. Throws ProblemOnPhone; the draft stays. */
export declare function save(form: string, draft: Filled[], options?: SaveOptions): Promise<Saved>;
/** Takes a troubled op out of sight; the journal keeps it. */
export declare function dismiss(seq: number): Promise<void>;
export declare function loadDraft(key: string): Promise<unknown>;
/** Kept at most 150 ms late, and at once when the page is hidden. `value` must be structured-cloneable. */
export declare function storeDraft(key: string, value: unknown): void;
export declare function dropDraft(key: string): Promise<void>;
/** Puts the programme's words of this language into `programmeWords` and remembers the choice. */
export declare function words(lang: string): Promise<void>;
/** The language last asked for here, or null. */
export declare function chosenLanguage(): Promise<string | null>;
/** Tries to reach the server now. Never throws. */
export declare function syncNow(): Promise<void>;
/** Server time as far as this phone knows it, ms since 1970 UTC: use it for "time left". */
export declare function now(): number;
/** What waits for a decision in quarantine. Needs the network and the right "oversee". Throws ProblemOfServer. */
export declare function quarantine(): Promise<readonly QuarantineRow[]>;
/** Loads the waiting version of the app. Only upon a person's wish. */
export declare function applyUpdate(): void;
