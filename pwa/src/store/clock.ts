// Two clocks of this page, and what the server's says.

/** Random per page load: readings of `performance.now` compare only within one. */
const PAGE = crypto.randomUUID().replaceAll("-", "").slice(0, 12);

/** Phone clock minus server clock, ms, as of the last answer. */
let offset = 0;

/** What the phone's wall clock says, ms since 1970 UTC. */
export const wall = (): number => Date.now();

/** [page session, ms]: integers, as everything on the wire. */
export const mono = (): readonly [string, number] => [PAGE, Math.round(performance.now())];

/** Server time as far as this phone knows it. */
export const now = (): number => wall() - offset;

export const clockOffset = (): number => offset;

/** Learns the offset from an answer: `sent` and `received` are wall readings around it. Returns it. */
export function learnOffset(server: number, sent: number, received: number): number {
  offset = Math.round((sent + received) / 2 - server);
  return offset;
}

export function recallOffset(kept: number | undefined): void {
  offset = kept ?? 0;
}
