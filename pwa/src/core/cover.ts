/** Cover: which writes an accepted write makes an end of. Twin of sync/cover.py. */

import { equal, isList } from "./canon";
import type { Policy, PolicyName } from "./programme";
import type { Action, Dot, Stamp, Value } from "./wire";

/** An accepted write that no accepted write covers. `v`: the server's order of acceptance; `decides`: its author's right. */
export interface Head {
  readonly value: Value;
  readonly stamp: Stamp;
  readonly v: number;
  readonly action: Action;
  readonly source: string | null;
  readonly decides: boolean;
}

/** A write named in a base before it arrived; on its own dot: every earlier write of that incarnation. */
export interface Awaited {
  readonly dot: Dot;
  readonly by: Dot;
  readonly value: Value;
}

const KNOWING: readonly PolicyName[] = ["latest", "source", "review", "safest"];
/** Stands for null where null means no limit; the order knows neither. */
const UNSAFE_NULL = "";

/** Policies under which a write covers its base and its own incarnation's earlier writes. */
export const isKnowing = (policy: Policy): boolean => KNOWING.includes(policy.name);

export const dotOf = (head: Head): Dot => [head.stamp[1], head.stamp[2]];
export const sameDot = (a: Dot, b: Dot): boolean => a[0] === b[0] && a[1] === b[1];

/** All that a write covers, come or not. A claim on its own dot means every earlier write of its incarnation. */
export function claimsOf(head: Head, base: readonly Dot[], policy: Policy): Awaited[] {
  const by = dotOf(head);
  const on = (value: Value): Awaited[] => base.map((dot) => ({ dot, by, value }));
  if (isKnowing(policy)) {
    return [...on(limit(head, policy)).filter(({ dot }) => dot[0] !== by[0]), ownClaim(head, policy)];
  }
  if (policy.name === "first") return head.decides ? on(null) : [];
  if (head.action === "remove") return head.value === null ? [] : on(head.value);
  return head.action === "set" ? on(null) : [];
}

/** The claim of a standing or gone write on its incarnation's earlier ones. */
export function ownClaim(head: Head, policy: Policy): Awaited {
  return { dot: dotOf(head), by: dotOf(head), value: limit(head, policy) };
}

/** Under `safest`, the value a covered one must not be safer than; null = no limit. */
function limit(head: Head, policy: Policy): Value {
  return policy.name !== "safest" || head.decides ? null : (head.value ?? UNSAFE_NULL);
}

/** Whether one of these claims makes an end of this write. */
export function covered(head: Head, claims: readonly Awaited[], policy: Policy): boolean {
  return claims.some((claim) => covers(claim, head, policy));
}

function covers(claim: Awaited, head: Head, policy: Policy): boolean {
  const dot = dotOf(head);
  if (!isKnowing(policy)) {
    return sameDot(claim.dot, dot) && (claim.value === null || equal(claim.value, head.value, policy.normal));
  }
  const isEarlier = isMark(claim) && claim.by[0] === dot[0] && claim.by[1] >= dot[1];
  if (!isEarlier && !sameDot(claim.dot, dot)) return false;
  return claim.value === null || rank(claim.value, policy) <= rank(head.value, policy);
}

const isMark = (claim: Awaited): boolean => sameDot(claim.dot, claim.by);

const isSameClaim = (a: Awaited, b: Awaited): boolean =>
  sameDot(a.dot, b.dot) && sameDot(a.by, b.by) && equal(a.value, b.value);

/** Whether what this claim could ever cover is covered without it. */
export function isSaid(claim: Awaited, earlier: readonly Awaited[], policy: Policy): boolean {
  return isMark(claim) || earlier.some((other) => isSameClaim(claim, other) || saysMore(other, claim, policy));
}

/** Remembers of a write that went that it covers its incarnation's earlier ones, should one come late. */
export function withMarks(awaited: readonly Awaited[], marks: readonly Awaited[], policy: Policy): readonly Awaited[] {
  return marks.reduce<readonly Awaited[]>((kept, mark) => {
    if (kept.some((other) => saysMore(other, mark, policy))) return kept;
    return [...kept.filter((other) => !saysMore(mark, other, policy)), mark];
  }, awaited);
}

function saysMore(mark: Awaited, other: Awaited, policy: Policy): boolean {
  if (!isMark(mark) || mark.dot[0] !== other.dot[0] || mark.dot[1] < other.dot[1]) return false;
  return mark.value === null || (other.value !== null && rank(mark.value, policy) <= rank(other.value, policy));
}

/** The heads a write would stand as: a whole `set` one for each element, a `remove` none. */
export function elements(head: Head, policy: Policy): readonly Head[] {
  if (policy.name !== "set" && policy.name !== "log") return [head];
  if (head.action === "remove" || head.value === null) return [];
  if (head.action === "set" && isList(head.value)) return head.value.map((value) => ({ ...head, value }));
  return [head];
}

/** Whether two heads are one write, met twice. */
export function isSame(a: Head, b: Head, policy: Policy): boolean {
  if (!sameDot(dotOf(a), dotOf(b))) return false;
  return (policy.name !== "set" && policy.name !== "log") || equal(a.value, b.value, policy.normal);
}

/** Place of a value in the order, best first; what the order does not know comes last. */
export const rank = (value: Value, policy: Policy): number => place(isList(value) ? null : value, policy);

/** Place of a word in the order. Words of an order are codes: they are compared as they are. */
export function place(option: string | number | boolean | null, policy: Policy): number {
  const at = option === null ? -1 : policy.order.indexOf(String(option));
  return at < 0 ? policy.order.length : at;
}
