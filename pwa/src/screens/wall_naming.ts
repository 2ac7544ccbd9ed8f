// What the wall calls its rows: the server sends a card's fields, the phone says them in its language.

import type { BoardRow, Face } from "../store/api";
import { say } from "../words";
import type { Sight } from "./look";
import { headcount, placeName, shown, tell, told } from "./naming";

const kindOf = (key: string): string => key.slice(0, key.indexOf(":"));

/** Whatever comes with how its rows are called. */
interface Named {
  readonly faces: Readonly<Record<string, Face>>;
}

export interface Called {
  readonly first: string;
  readonly beside: string;
  readonly number: string;
}

/** Names in their own script first, the rest beside; whoever may not be named is called by their kind. */
export function called(sight: Sight, board: Named, key: string): Called {
  const kind = kindOf(key);
  const [face, card] = [board.faces[key], sight.programme.cards[kind]];
  const texts = (card?.title ?? [])
    .filter((field) => field !== card?.people)
    .map((field) => shown(sight, sight.programme.kinds[kind]?.[field], face?.title?.[field]));
  const [lead = "", ...others] = texts;
  const rest = others.filter(Boolean).join(" ");
  const own = { first: lead || rest || tell(`kind.${kind}`), beside: lead ? rest : "", number: face?.number ?? "" };
  const people = face?.people ? headcount(face.people) : "";
  return people ? { ...own, beside: [own.beside, people].filter(Boolean).join(" · ") } : own;
}

/** A place, or a record that holds people, such as a vehicle. */
export function holderCalled(sight: Sight, board: Named, holder: string): string {
  return sight.programme.kinds[kindOf(holder)] ? called(sight, board, holder).first : placeName(sight, holder);
}

export const stateCalled = (key: string, state: string): string => tell(`state.${kindOf(key)}.${state}`);

/** Why its time is up, in the programme's words; "" when the state says it all. */
export const reason = (key: string, word: string | undefined): string =>
  word ? (told(`timer.${word}`) ?? told(`event.${kindOf(key)}.${word}`) ?? "") : "";

/** What about a row only a person can settle. */
export function flaw(key: string, code: string): string {
  const [, guard] = code.split(":");
  if (guard) return told(`guard.${kindOf(key)}.${guard}`) ?? guard;
  return isAnomaly(code) ? say(`anomaly.${code}`) : code;
}

const isAnomaly = (code: string): code is "no_row" | "role" | "skipped" => ["no_row", "role", "skipped"].includes(code);

/** Rows of one party that stand alike are one row. */
export type Family = readonly [BoardRow, ...BoardRow[]];

export function together(board: Named, rows: readonly BoardRow[]): readonly Family[] {
  const families = new Map<string, [BoardRow, ...BoardRow[]]>();
  for (const row of rows) {
    const party = board.faces[row.key]?.party;
    const alike = [party, row.state, row.holder, row.limit_at, row.since, row.rest_with, ...(row.flaws ?? [])];
    const key = party ? alike.join() : row.key;
    const family = families.get(key);
    if (family) family.push(row);
    else families.set(key, [row]);
  }
  return [...families.values()];
}
