// A record as a row: who, which mark, where in the chain, how long there is.

import { Row } from "../parts/row";
import type { Tone } from "../parts/mark";
import { link } from "../route";
import { say } from "../words";
import { marksOf, tinyChain } from "./custody_links";
import type { Due } from "./due";
import { named, type Sight } from "./look";
import { nameOf, numberOf, shown } from "./naming";
import type { View } from "../store/api";

export interface RecordRowProps {
  readonly sight: Sight;
  readonly view: View;
  readonly due: Due | null;
  readonly now: number;
  readonly current?: boolean | undefined;
  readonly selected?: boolean | undefined;
  readonly onSelect?: ((selected: boolean) => void) | undefined;
}

export function RecordRow({ sight, view, due, now, current, selected, onSelect }: RecordRowProps) {
  const name = nameOf(sight, view);
  return (
    <Row
      name={name.first}
      latin={name.beside || undefined}
      number={numberOf(sight, view) || undefined}
      marks={marksOf(sight, view)}
      states={statesOf(view)}
      detail={detailOf(sight, view) || undefined}
      chain={tinyChain(sight, view, now)}
      due={due?.limit}
      now={now}
      href={link("record", view.id)}
      current={current}
      selected={selected}
      onSelect={onSelect}
    />
  );
}

/** What is unsettled about a record, as words for a row. */
export function statesOf(view: View): readonly { readonly tone: Tone; readonly word: string }[] {
  const conflict = view.conflicts.length > 0 ? [{ tone: "conflict", word: say("state.conflict") } as const] : [];
  const pending = view.pending > 0 ? [{ tone: "pending", word: say("state.pending") } as const] : [];
  const troubled = view.troubled.length > 0 ? [{ tone: "waiting", word: say("attention.title") } as const] : [];
  return [...conflict, ...troubled, ...pending];
}

/** The card's details, and how many people are in it. */
export function detailOf(sight: Sight, view: View): string {
  const card = sight.programme.cards[view.kind];
  const fields = sight.programme.kinds[view.kind] ?? {};
  const details = (card?.details ?? []).filter((name) => name !== card?.people);
  const people = card?.people ? named(sight, view.values[card.people] ?? null) : [];
  const names = people.length > 1 ? people.map((one) => nameOf(sight, one).first).join(", ") : "";
  return [names, ...details.map((name) => shown(sight, fields[name], view.values[name]))].filter(Boolean).join(" · ");
}
