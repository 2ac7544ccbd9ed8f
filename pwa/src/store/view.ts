// One record as this phone sees it: the server's row, and over it the own ops the row does not yet speak of. Pure.

import type { Head } from "../core/merge";
import type { Programme } from "../core/programme";
import { journeyOf, layEvents } from "./chain";
import { conflictsOf, headsOf, layFields, valueOf } from "./fields";
import { type Act, partOn } from "./journal";
import { replayed } from "./overlay";
import type { Row } from "./row";
import type { EventView, HeadView, Session, View } from "./shape";
import { inTrouble } from "./state";

/** What a view depends on besides the record. */
export interface Surroundings {
  readonly epoch: number;
  readonly programme: Programme | null;
  readonly session: Session | null;
}

/** The view of a record, or null when there is nothing to show of it. `acts`: own ops on it, oldest first. */
export function viewOf(id: string, held: Row | undefined, acts: readonly Act[], around: Surroundings): View | null {
  const { epoch, programme, session } = around;
  const pending = acts.filter((act) => act.verdict === null).length;
  // A record that left every scope of this phone is hidden at once, but never under an unsent act.
  const row = held && (held.scopes.length > 0 || pending > 0) ? held : undefined;
  const laid = acts.filter((act) => replayed(act, row, epoch));
  const kind = row?.kind ?? kindIn(laid, id);
  if (kind === null) return null;
  const events = layEvents(id, row, laid, session);
  const happened = [...new Set(events.map((event) => event.name))];
  const fields = layFields(id, kind, row, laid, programme);
  const whoOf = (head: Head) => whoWrote(head, events, session);
  const journey = journeyOf(kind, row, events, programme);
  let heads: Record<string, readonly HeadView[]> | null = null;
  return {
    kind,
    id,
    v: row?.v ?? 0,
    values: Object.fromEntries([...fields].map(([name, field]) => [name, valueOf(field, happened)])),
    // Few screens ask for heads; a phone holds thousands of records.
    get heads() {
      heads ??= Object.fromEntries(
        [...fields].map(([name, field]) => [name, headsOf(id, name, field, laid, happened, whoOf, programme)]),
      );
      return heads;
    },
    conflicts: conflictsOf(row, fields, happened),
    journey,
    until: journey === row?.journey ? (row?.until ?? null) : null,
    events,
    pending,
    troubled: acts.map((act) => act.own).filter(inTrouble),
    oneOf: row?.oneOf ?? [],
  };
}

function kindIn(acts: readonly Act[], id: string): string | null {
  for (const act of acts) {
    const part = partOn(act, id);
    if (part) return part[0];
  }
  return null;
}

/** The author of a head, where an event of the same act, or of the same installation, tells. */
function whoWrote({ stamp }: Head, events: readonly EventView[], session: Session | null): string {
  const [, inc, seq] = stamp;
  const byInc = events.filter((event) => event.inc === inc);
  const event = byInc.find((one) => one.stamp[2] === seq) ?? byInc.at(-1);
  return event?.who ?? (session?.inc === inc ? session.who : "");
}
