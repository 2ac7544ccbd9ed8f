// Several tabs are one phone: one writes at a time, the others are told what changed.

/** What another tab must read again. `all`: start over (enrolled anew, signed out). */
export interface Change {
  readonly records: readonly string[];
  readonly ops: readonly number[];
  readonly all?: boolean;
}

const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("homeward");

export function tell(change: Change): void {
  channel?.postMessage(change);
}

export function listen(hear: (change: Change) => void): void {
  channel?.addEventListener("message", ({ data }: MessageEvent<Change>) => {
    hear(data);
  });
}

/** Runs `work` while no other tab holds `name`. Where locks are missing the page is alone. */
export async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = (globalThis.navigator as Navigator | undefined)?.locks as LockManager | undefined;
  return locks ? locks.request(name, work) : work();
}

/** The same, or null at once when another tab is at it. */
export async function ifAlone<T>(name: string, work: () => Promise<T>): Promise<T | null> {
  const locks = (globalThis.navigator as Navigator | undefined)?.locks as LockManager | undefined;
  if (!locks) return work();
  return locks.request(name, { ifAvailable: true }, (lock) => (lock ? work() : null));
}
