// What things are called: the programme's words, and the names of records, places and people.

import { signal } from "@preact/signals";
import { isList } from "../core/canon";
import type { Field } from "../core/programme";
import type { Value } from "../core/wire";
import { countryWord } from "../parts/country_field";
import { languageName } from "../parts/language_tiles";
import { programmeWords, type View } from "../store/api";
import { lang, say } from "../words";
import { civilDate, moment } from "../words/time";
import { named, recordAt, type Sight } from "./look";

type Words = Readonly<Record<string, string>>;

/** The programme's words in the traveller's language, while the phone is turned to a traveller. */
export const readerWords = signal<{ readonly lang: string; readonly words: Words } | null>(null);

/** The programme's text for a key, or the last part of the key when it has none. */
export function tell(key: string): string {
  return told(key) ?? (key.split(".").at(-1) ?? key).replaceAll("_", " ");
}

/** The programme's text for a key, or undefined. */
export function told(key: string): string | undefined {
  return readerWords.value?.words[key] ?? programmeWords.value[key];
}

/** Every text whose key begins so, in the order of the keys. */
export function toldUnder(prefix: string): readonly string[] {
  const words = readerWords.value?.words ?? programmeWords.value;
  const keys = Object.keys(words).filter((key) => key.startsWith(prefix));
  return keys.sort().flatMap((key) => words[key] ?? []);
}

/** The language a place or a country is named in just now. */
export const speaking = (): string => readerWords.value?.lang ?? lang.value;

export const stateName = (view: View): string =>
  view.journey?.state ? tell(`state.${view.kind}.${view.journey.state}`) : "";

/** A place by its code "kind:id", or the code when the programme no longer lists it. */
export function placeName(sight: Pick<Sight, "programme">, code: string): string {
  const place = sight.programme.places.find((one) => one.code === code);
  return place ? (place.names[speaking()] ?? Object.values(place.names)[0] ?? code) : code.slice(code.indexOf(":") + 1);
}

/** Who or what holds a record: a place, or another record such as a vehicle. */
export function holderName(sight: Sight, holder: string | null): string {
  if (!holder) return "";
  const record = recordAt(sight, holder);
  if (record) return nameOf(sight, record).whole;
  const [kind = ""] = holder.split(":");
  return sight.programme.kinds[kind] ? tell(`kind.${kind}`) : placeName(sight, holder);
}

/** How a record is called: its own script first, the rest beside. */
export interface Name {
  readonly first: string;
  readonly beside: string;
  readonly whole: string;
}

/** How many, as one says it. */
export const headcount = (count: number): string => (count === 1 ? say("post.person") : say("post.people", { count }));

/** A record that is about people is called by them: the one, or how many. */
export function nameOf(sight: Sight, view: View): Name {
  const field = sight.programme.cards[view.kind]?.people;
  const people = field ? named(sight, view.values[field] ?? null) : [];
  const own = titleOf(sight, view, field);
  const [one] = people;
  if (!one || people.length === 0) return own;
  const first = people.length === 1 ? nameOf(sight, one).whole : headcount(people.length);
  const beside = own.whole === first ? "" : own.whole;
  return { first, beside, whole: [first, beside].filter(Boolean).join(" · ") };
}

function titleOf(sight: Sight, view: View, without: string | undefined): Name {
  const [lead = "", ...others] = (sight.programme.cards[view.kind]?.title ?? []).filter((field) => field !== without);
  const text = (field: string) => shown(sight, sight.programme.kinds[view.kind]?.[field], view.values[field]);
  const first = lead && text(lead);
  const rest = others.map(text).filter(Boolean).join(" ");
  if (first && rest) return { first, beside: rest, whole: `${first} ${rest}` };
  const only = first || rest || tell(`kind.${view.kind}`);
  return { first: only, beside: "", whole: only };
}

/** The number a record is called by, "" when its card shows none. */
export function numberOf(sight: Sight, view: View): string {
  const field = sight.programme.cards[view.kind]?.number;
  return field ? shown(sight, sight.programme.kinds[view.kind]?.[field], view.values[field]) : "";
}

/** A value as people read it; "" when there is none. */
export function shown(sight: Sight, field: Field | undefined, value: Value | undefined): string {
  if (value === null || value === undefined || value === "") return "";
  if (isList(value))
    return value
      .map((one) => shown(sight, field, one))
      .filter(Boolean)
      .join(", ");
  if (typeof value === "boolean") return say(value ? "act.yes" : "act.no");
  if (typeof value === "number" || !field) return field?.type === "datetime" ? timeText(value) : String(value);
  return textShown(sight, field, value);
}

function textShown(sight: Sight, field: Field, value: string): string {
  switch (field.type) {
    case "choice":
    case "multi":
      return told(`${field.label}.${value}`) ?? value;
    case "place":
      return placeName(sight, value);
    case "ref":
    case "refs":
      return named(sight, value).map((view) => nameOf(sight, view).whole)[0] ?? tell(`kind.${field.of}`);
    case "date":
    case "dates":
      return civilDate(value);
    case "datetime":
      return timeText(value);
    case "country":
    case "countries":
      return countryWord(value, (code) => told(`country.${code}`));
    case "language":
      return languageName(value);
    default:
      return value;
  }
}

function timeText(value: string | number): string {
  const at = typeof value === "number" ? value : Date.parse(value);
  return Number.isNaN(at) ? String(value) : moment(at, Date.now());
}
