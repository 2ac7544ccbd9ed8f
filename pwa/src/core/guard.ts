// Guards: what must hold for an event besides its row. The phone asks before saving; the server judges. Twin of sync/guard.py.

import { elements, type Look, matches } from "./match";
import type { Guard, JourneyRules, JourneyStep, PolicyRow } from "./programme";
import type { Value } from "./wire";

/** What no match table can say; answered by whoever has the data. A phone says yes where it cannot know. */
export interface Calls {
  /** Are fewer than `seats` records held by `holder` ("kind:record")? */
  seatsLeft(holder: string, seats: number): boolean;
  /** Is everybody who shares the field `party` with one of these records of `kind` among them? */
  wholeParty(kind: string, party: string, people: readonly string[]): boolean;
  /** Does this record hold nobody, but those named and whoever stands in the state `sought`? */
  emptied(but: readonly string[], sought: string): boolean;
  /** The rule in force for these countries when the record's journey began. */
  policy(countries: readonly string[]): PolicyRow | null;
}

/** The names of the row's guards that do not hold, in the row's order. Without `calls`, every call holds. */
export const failed = (step: JourneyStep, rules: JourneyRules, look: Look, calls: Calls | null): string[] =>
  step.only_if.filter((name) => !holds(rules.guards[name], look, calls));

function holds(guard: Guard | undefined, look: Look, calls: Calls | null): boolean {
  if (!guard) return true;
  if (!matches(guard.match, look)) return false;
  if (guard.any_of.length > 0 && !guard.any_of.some((table) => matches(table, look))) return false;
  return calls === null || answer(guard, look, calls);
}

function answer({ call, args }: Guard, look: Look, calls: Calls): boolean {
  const text = (name: string, standing = "") => String(args[name] ?? standing);
  switch (call) {
    case "":
      return true;
    case "seats_left":
      return seatsLeft(look("other"), look(`other.${text("seats", "seats")}`), calls);
    case "whole_party":
      return calls.wholeParty(text("of"), text("party"), texts(look(text("people", "people"))));
    case "emptied":
      return calls.emptied(texts(look(text("but"))), text("sought"));
    case "policy":
      return allows(calls.policy(countriesIn(look(text("countries", "countries")))), text("asks", "in_scope"));
  }
}

/** Without a record or a number nothing is short. */
const seatsLeft = (holder: Value, seats: Value, calls: Calls): boolean =>
  typeof holder === "string" && typeof seats === "number" ? calls.seatsLeft(holder, seats) : true;

function allows(rule: PolicyRow | null, asks: string): boolean {
  switch (asks) {
    case "out_of_scope":
      return rule === null;
    case "home_allowed":
      return rule === null || rule.home_allowed;
    case "test":
      return rule?.test ?? false;
    case "no_test":
      return !rule?.test;
    default:
      return rule !== null;
  }
}

const texts = (value: Value): string[] => elements(value).filter((one) => typeof one === "string");

/** The countries of a `countries` value, whose entries are a code or [code, last date]. */
export const countriesIn = (value: Value): string[] =>
  elements(value)
    .map((entry) => (Array.isArray(entry) ? ((entry as readonly Value[])[0] ?? null) : entry))
    .filter((head) => typeof head === "string");

/**
 * The rule for somebody who came from these countries at `atMs` (ms since 1970 UTC); null when none asks for them.
 * Of several the one that began last rules, and of those the first written. A row that lists "*" is for every country.
 */
export function ruleInForce(rows: readonly PolicyRow[], atMs: number, countries: readonly string[]): PolicyRow | null {
  const live = rows.filter((row) => Date.parse(row.since) <= atMs && (!row.until || atMs < Date.parse(row.until)));
  const asked = live.filter((row) => row.countries.some((country) => country === "*" || countries.includes(country)));
  return asked.reduce<PolicyRow | null>(
    (best, row) => (best && Date.parse(best.since) >= Date.parse(row.since) ? best : row),
    null,
  );
}
