// Which own ops a view replays over the server's row (docs/protocol.md, rule 7). Pure.

import type { Act } from "./journal";
import type { Row } from "./row";

/** Whether this op still has to be replayed on the record: its row does not speak of it yet. */
export function replayed(act: Act, row: Row | undefined, epoch: number): boolean {
  switch (act.verdict) {
    case null:
      return true;
    case "applied":
    case "noop":
    case "conflict":
      return !act.passed && !(act.n !== null && row && row.epoch === epoch && row.n >= act.n);
    case "quarantined":
      // A record that only this phone knows stays in sight, as its author typed it.
      return !row && !act.dismissed;
    case "superseded":
    case "refused":
      return false;
  }
}
