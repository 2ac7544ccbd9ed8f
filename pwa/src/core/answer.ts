// Is this an answer to that question? What cannot be one is marked here and quarantined by the server. Twin of sync/answer.py.

import { isList } from "./canon";
import { countryCodes } from "./countries";
import type { Field, FieldType, Place } from "./programme";
import type { Value } from "./wire";

const SIGN_BYTES_MAX = 20 * 1024;
const INTEGER_MAX = 2 ** 53;

/** What one entry of a list type is. */
const ENTRY: Partial<Record<FieldType, FieldType>> = {
  multi: "choice",
  refs: "ref",
  countries: "country",
  dates: "date",
  photo: "photo",
};

const PATTERNS: Partial<Record<FieldType, RegExp>> = {
  num: /^-?[0-9]{1,12}(\.[0-9]{1,6})?$/,
  phone: /^\+[1-9][0-9]{6,14}$/,
  language: /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$/,
  code: /^[A-Za-z0-9][A-Za-z0-9 ./:_*-]*$/,
  photo: /^[0-9a-f]{64}$/,
  sign: /^[0-9A-Za-z ,.;:|+-]*$/,
  mrz: /^([A-Z0-9<]{44}\n[A-Z0-9<]{44}|[A-Z0-9<]{36}\n[A-Z0-9<]{36}|([A-Z0-9<]{30}\n){2}[A-Z0-9<]{30})$/,
  ref: /^([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|u[0-9a-z]{1,40})$/,
};
const DATE = /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?$/;
const DATETIME =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2})T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,3})?)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$/;

/** Why a value cannot stand in the field as a whole, null if it can: format, option, place, low, high, long. */
export function valueFault(field: Field, value: Value, places: readonly Place[]): string | null {
  if (value === null) return null;
  if (isList(value) && (field.policy.name === "set" || field.policy.name === "log"))
    return first(value, (entry) => elementFault(field, entry, places));
  if (field.type in ENTRY || field.type === "list") return listFault(field, value, places);
  return oneFault(field, field.type, value, places);
}

/** Why a value cannot be one entry of a field that gathers entries (`set`, `log`), null if it can. */
export function elementFault(field: Field, value: Value, places: readonly Place[]): string | null {
  if (field.type === "list") return value === null ? "format" : null;
  if (field.type === "countries") return stayFault(field, value, places);
  return oneFault(field, ENTRY[field.type] ?? field.type, value, places);
}

function listFault(field: Field, value: Value, places: readonly Place[]): string | null {
  if (!isList(value)) return "format";
  if (field.type === "dates" && (value.length !== 2 || String(value[0]) > String(value[1]))) return "format";
  return first(value, (entry) => elementFault(field, entry, places));
}

/** A country one has been in, alone or as [country, last date]. */
function stayFault(field: Field, value: Value, places: readonly Place[]): string | null {
  if (!isList(value)) return oneFault(field, "country", value, places);
  const [country, last] = value;
  if (value.length !== 2 || typeof country !== "string" || last === undefined) return "format";
  return oneFault(field, "country", country, places) ?? (last === null ? null : oneFault(field, "date", last, places));
}

function oneFault(field: Field, kind: FieldType, value: Value, places: readonly Place[]): string | null {
  if (kind === "bool") return typeof value === "boolean" ? null : "format";
  if (kind === "int")
    return Number.isInteger(value) && Math.abs(value as number) <= INTEGER_MAX
      ? boundsFault(field, value as number)
      : "format";
  if (typeof value !== "string") return "format";
  if (kind === "sign") return formFault(kind, value) ?? (value.length > SIGN_BYTES_MAX ? "long" : null);
  // Counted as the server counts: by character, not by UTF-16 unit.
  if ([...value].length > field.length_max) return "long";
  return textFault(field, kind, value, places);
}

function textFault(field: Field, kind: FieldType, text: string, places: readonly Place[]): string | null {
  switch (kind) {
    case "text":
      return null;
    case "num":
      return formFault(kind, text) ?? boundsFault(field, Number(text));
    case "choice":
      return field.options.includes(text) ? null : "option";
    case "language":
      return formFault(kind, text) ?? (field.options.length === 0 || field.options.includes(text) ? null : "option");
    case "country":
      return countryCodes.has(text) ? null : "option";
    case "date":
      return isDate(text) ? null : "format";
    case "datetime":
      return isDatetime(text) ? null : "format";
    case "place":
      return placeFault(field, text, places);
    default:
      return formFault(kind, text);
  }
}

const formFault = (kind: FieldType, text: string): string | null => (PATTERNS[kind]?.test(text) ? null : "format");

function boundsFault(field: Field, number: number): string | null {
  if (field.lowest !== null && number < field.lowest) return "low";
  return field.highest !== null && number > field.highest ? "high" : null;
}

/** `of` names the kind of place, or several with a bar between. */
function placeFault(field: Field, text: string, places: readonly Place[]): string | null {
  const isKind = !field.of || field.of.split("|").includes(text.split(":", 1)[0] ?? "");
  return isKind && places.some((place) => place.code === text) ? null : "place";
}

/** An ISO date; a document may leave out the day, or month and day. */
export function isDate(text: string): boolean {
  const [, year, month = "01", day = "01"] = DATE.exec(text) ?? [];
  if (!year || year === "0000") return false;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day);
}

/** An RFC 3339 time with its offset. */
export const isDatetime = (text: string): boolean => isDate(DATETIME.exec(text)?.[1] ?? "");

function first(entries: readonly Value[], why: (entry: Value) => string | null): string | null {
  for (const entry of entries) {
    const fault = why(entry);
    if (fault) return fault;
  }
  return null;
}
