// How long to leave the house in peace after a failed try: full jitter, so that a fleet does not come back as one.

const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

/** `failures`: tries that failed in a row; `chance`: 0 to 1; `askedMs`: what Retry-After asked for. */
export function pauseMs(failures: number, chance: number, askedMs: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1));
  return Math.max(askedMs, Math.round(FIRST_MS + chance * (ceiling - FIRST_MS)));
}
