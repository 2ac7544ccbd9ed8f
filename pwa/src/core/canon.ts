/** Canonical values: what may stand in a field, and when two of them say the same. Twin of sync/canon.py. */

import type { Value } from "./wire";

export type Normal = "text" | "upper" | "digits";

const INTEGER_MAX = 2 ** 53;
const LISTS_DEEP_MAX = 2;
const NAME = /^[a-z][a-z0-9_]*$/;
/** The same characters in both languages: `\s` and str.split() differ. */
const SPACES = /[\t\n\v\f\r \u00a0\u3000]+/g;
const LONE_SURROGATE = /\p{Cs}/u;

/** Why a value may not travel, null if it may. */
export function fault(value: unknown, deep = 0): string | null {
  if (value === null || typeof value === "boolean") return null;
  if (typeof value === "string") return textFault(value);
  if (typeof value === "number") {
    if (!Number.isInteger(value)) return "float";
    return Math.abs(value) <= INTEGER_MAX ? null : "integer";
  }
  if (!Array.isArray(value)) return "type";
  if (deep === LISTS_DEEP_MAX) return "deep";
  for (const item of value as unknown[]) {
    const why = fault(item, deep + 1);
    if (why) return why;
  }
  return null;
}

function textFault(text: string): string | null {
  if (LONE_SURROGATE.test(text) || text.includes("\0")) return "text";
  return text === text.normalize("NFC") ? null : "nfc";
}

/** Why a name of a field, form, kind, state or event may not stand, null if it may. */
export const nameFault = (name: string): string | null => (NAME.test(name) ? null : "name");

/** The text as a phone saves it: NFC, without what no store can hold. */
export const clean = (text: string): string =>
  text
    .replace(/\p{Cs}/gu, "\ufffd")
    .replaceAll("\0", "")
    .normalize("NFC");

/** The value under which it is compared with others. */
export function normal(value: Value, how: Normal = "text"): Value {
  if (typeof value === "string") return NORMALISERS[how](value);
  return isList(value) ? value.map((item) => normal(item, how)) : value;
}

const NORMALISERS: Record<Normal, (text: string) => string> = {
  text: (text) => text.normalize("NFC").replace(SPACES, " ").replace(/^ | $/g, ""),
  upper: (text) =>
    text
      .normalize("NFC")
      .replace(/[\t\n\v\f\r \u00a0\u3000-]+/g, "")
      .replace(/[a-z]+/g, (letters) => letters.toUpperCase()),
  digits: (text) => text.replace(/[^0-9+]/g, "").replace(/(?!^)\+/g, ""),
};

/** Whether two values say the same. 1 and true do not. */
export function equal(a: Value, b: Value, how: Normal = "text"): boolean {
  return same(normal(a, how), normal(b, how));
}

function same(a: Value, b: Value): boolean {
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, at) => same(item, b[at] ?? null));
  return a === b;
}

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/** Fingerprint of a record at a version, 16 hex digits: two FNV-1a-32 over "record NUL v", high then low. */
export function hash64(record: string, v: number): string {
  return hex(halves(record, v));
}

/** How many records, and the xor of their fingerprints, as a `Sum` of the wire says it. */
export function sumOf(rows: Iterable<readonly [record: string, v: number]>): [count: number, xor: string] {
  let count = 0;
  let [high, low] = [0, 0];
  for (const [record, v] of rows) {
    const [a, b] = halves(record, v);
    high ^= a;
    low ^= b;
    count++;
  }
  return [count, hex([high, low])];
}

const FNV_PRIME = 0x01000193;
const FNV_HIGH = 0x811c9dc5;
const FNV_LOW = FNV_PRIME ^ FNV_HIGH;

function halves(record: string, v: number): [high: number, low: number] {
  const bytes = new TextEncoder().encode(`${record}\0${String(v)}`);
  let [high, low] = [FNV_HIGH, FNV_LOW];
  for (const byte of bytes) {
    high = Math.imul(high ^ byte, FNV_PRIME);
    low = Math.imul(low ^ byte, FNV_PRIME);
  }
  return [high, low];
}

const hex = (parts: readonly number[]): string =>
  parts.map((part) => (part >>> 0).toString(16).padStart(8, "0")).join("");
