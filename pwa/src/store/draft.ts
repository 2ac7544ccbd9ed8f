// Half-filled forms: kept at most 150 ms late, and at once when the page goes.

import { access } from "./database";
import { draftsKept } from "./state";

const LATE_MS = 150;

/** Typed but not yet on disk. `undefined`: to be dropped. */
const waiting = new Map<string, unknown>();
let timer: ReturnType<typeof setTimeout> | null = null;
let writing: Promise<void> = Promise.resolve();

export async function loadDraft(key: string): Promise<unknown> {
  if (waiting.has(key)) return waiting.get(key);
  return access(["drafts"], "readonly", async (tx) => (await tx.objectStore("drafts").get(key)) as unknown);
}

/** The keys of all drafts, for "you were in the middle of …". */
export async function draftKeys(): Promise<readonly string[]> {
  const kept = await access(["drafts"], "readonly", async (tx) => tx.objectStore("drafts").getAllKeys());
  const keys = new Set(kept);
  for (const [key, value] of waiting) {
    if (value === undefined) keys.delete(key);
    else keys.add(key);
  }
  return [...keys];
}

/** Drops whatever was typed on one of these records. */
export async function dropDraftsOf(records: readonly string[]): Promise<void> {
  for (const key of await draftKeys()) {
    const said = `${key} ${JSON.stringify(await loadDraft(key))}`;
    if (records.some((id) => said.includes(id))) waiting.set(key, undefined);
  }
  await flushDrafts();
}

export function storeDraft(key: string, value: unknown): void {
  waiting.set(key, value);
  timer ??= setTimeout(() => void flushDrafts(), LATE_MS);
}

export async function dropDraft(key: string): Promise<void> {
  waiting.set(key, undefined);
  await flushDrafts();
}

/** Runs the save that drops the draft `key` with it; when that fails the draft is kept as ever. */
export async function settling<T>(key: string, work: () => Promise<T>): Promise<T> {
  if (timer) clearTimeout(timer);
  timer = null;
  await writing;
  try {
    const done = await work();
    waiting.delete(key);
    return done;
  } finally {
    if (waiting.size > 0) timer ??= setTimeout(() => void flushDrafts(), LATE_MS);
  }
}

/** Writes what is typed. A full disk loses no typing on the screen: it is tried again with the next key. */
export function flushDrafts(): Promise<void> {
  if (timer) clearTimeout(timer);
  timer = null;
  writing = writing.then(write);
  return writing;
}

async function write(): Promise<void> {
  const batch = [...waiting];
  if (batch.length === 0) return;
  try {
    await access(["drafts"], "readwrite", async (tx) => {
      const drafts = tx.objectStore("drafts");
      await Promise.all(
        batch.map(([key, value]) => (value === undefined ? drafts.delete(key) : drafts.put(value, key))),
      );
    });
  } catch (cause) {
    console.warn("a draft could not be kept", cause);
    draftsKept.value = false;
    return;
  }
  draftsKept.value = true;
  for (const [key, value] of batch) if (waiting.get(key) === value) waiting.delete(key);
}

/** Call once in a page. */
export function guardDrafts(): void {
  addEventListener("pagehide", () => void flushDrafts());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") void flushDrafts();
  });
}
