// Numbers given by this phone: unique without a network, short enough to be read out.

import type { Form } from "../core/programme";
import type { Value } from "../core/wire";
import type { Member } from "./flow";

const DIGITS_MIN = 3;

/** "PVG-T1" and "k7x4mq" and 42 make "PVG-T1-K7X4MQ-042". */
export function serial(place: string, inc: string, count: number): string {
  const post = place.slice(place.indexOf(":") + 1);
  return `${post}-${inc.toUpperCase()}-${String(count).padStart(DIGITS_MIN, "0")}`;
}

/** The highest count already used by this installation among these values. */
export function highestUsed(values: Iterable<Value>, inc: string): number {
  const mark = `-${inc.toUpperCase()}-`;
  let highest = 0;
  for (const value of values) {
    const at = typeof value === "string" ? value.lastIndexOf(mark) : -1;
    if (at >= 0) highest = Math.max(highest, Number((value as string).slice(at + mark.length)) || 0);
  }
  return highest;
}

const isSerial = (form: Form, name: string): boolean =>
  form.fields[name]?.calc === "serial" || form.fields[name]?.default === "serial";

/** The members with their numbers, given in order from `next` on, and the number after; who has one keeps it. */
export function numbered(
  form: Form,
  members: readonly Member[],
  next: number,
  make: (count: number) => string,
): { readonly members: readonly Member[]; readonly next: number } {
  const fields = Object.keys(form.fields).filter((name) => isSerial(form, name));
  let count = next;
  const done = members.map((member) => {
    const missing = fields.filter((name) => !member.values[name]);
    const given = missing.map((name) => [name, make(count++)] as const);
    return { ...member, values: { ...member.values, ...Object.fromEntries(given) } };
  });
  return { members: done, next: count };
}
