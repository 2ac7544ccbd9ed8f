/** Merge: a field keeps the accepted writes that no accepted write covers; its policy picks among them.
 *  Twin of sync/merge.py; both run the same vectors. */

import { equal } from "./canon";
import type { Awaited, Head } from "./cover";
import {
  claimsOf,
  covered,
  dotOf,
  elements,
  isKnowing,
  isSaid,
  isSame,
  ownClaim,
  place,
  rank,
  sameDot,
  withMarks,
} from "./cover";
import type { Policy, PolicyName } from "./programme";
import type { Dot, Stamp, Value } from "./wire";

export type { Awaited, Head };

/** All that is kept of one field. */
export interface FieldState {
  readonly heads: readonly Head[];
  readonly awaited: readonly Awaited[];
}

export const EMPTY: FieldState = { heads: [], awaited: [] };

/** Lets one accepted write stand, cover what it names, and await what it names that has not come yet. */
export function enter(state: FieldState, head: Head, base: readonly Dot[], policy: Policy): FieldState {
  if (policy.name === "derived") return state;
  const fresh = elements(head, policy).filter((each) => !state.heads.some((other) => isSame(each, other, policy)));
  const claims = claimsOf(head, base, policy);
  const own = isKnowing(policy) ? state.heads.map((other) => ownClaim(other, policy)) : [];
  const earlier = [...state.awaited, ...own];
  const goes = (other: Head): boolean => covered(other, claims, policy) && !sameDot(dotOf(other), dotOf(head));
  const standing = [
    ...state.heads.filter((other) => !goes(other)),
    ...fresh.filter((each) => !covered(each, earlier, policy)),
  ];
  const isKnown = (dot: Dot): boolean => state.heads.some((other) => sameDot(dotOf(other), dot));
  const awaited = [
    ...state.awaited,
    ...claims.filter((claim) => !isKnown(claim.dot) && !isSaid(claim, earlier, policy)),
  ];
  if (!isKnowing(policy)) return { heads: standing, awaited };
  const gone = [...state.heads.filter(goes), ...fresh.filter((each) => covered(each, earlier, policy))];
  const marks = gone.map((each) => ownClaim(each, policy));
  return { heads: standing, awaited: withMarks(awaited, marks, policy) };
}

/** All writes of a field, in any order, repeated or not. */
export function mergeAll(writes: Iterable<readonly [head: Head, base: readonly Dot[]]>, policy: Policy): FieldState {
  let state = EMPTY;
  const entered: Head[] = [];
  for (const [head, base] of writes) {
    if (entered.some((other) => head.action === other.action && isSame(head, other, policy))) continue;
    entered.push(head);
    state = enter(state, head, base, policy);
  }
  return state;
}

/** What the field says now: a value; a list by stamp for `set` and `log`, a number for `count`. */
export function pick(state: FieldState, policy: Policy, happened: readonly string[] = []): Value {
  const name = ruling(policy, happened);
  if (name === "derived") return null;
  if (name === "set" || name === "log") return entries(state.heads, policy);
  if (name === "count") return total(state.heads);
  return state.heads.length ? state.heads.reduce((best, head) => better(PICKS[name], best, head, policy)).value : null;
}

/** Whether only a person can say what the field should say. */
export function conflicted(state: FieldState, policy: Policy, happened: readonly string[] = []): boolean {
  const name = ruling(policy, happened);
  const asks = name === "review" || name === "first" || name === "count" || (name === "source" && policy.contested);
  return asks && differing(state, policy).length > 0;
}

/** The values to choose from, one head each, in the order of acceptance; none if all agree. */
export function differing(state: FieldState, policy: Policy): readonly Head[] {
  const distinct: Head[] = [];
  for (const head of [...state.heads].sort(byAcceptance)) {
    const matters = policy.name !== "count" || head.action === "set";
    if (matters && !distinct.some((other) => equal(head.value, other.value, policy.normal))) distinct.push(head);
  }
  return distinct.length > 1 ? distinct : [];
}

/** The base of a write by one who looks at this field: every head that says what is picked; of a `set`, `log` or
 *  `count` every head. */
export function lookedAt(state: FieldState, policy: Policy, happened: readonly string[] = []): readonly Dot[] {
  const isWhole = policy.name === "set" || policy.name === "log" || policy.name === "count";
  const picked = pick(state, policy, happened);
  const heads = state.heads.filter((head) => isWhole || equal(head.value, picked, policy.normal));
  return heads.map(dotOf).filter((dot, at, all) => all.findIndex((other) => sameDot(other, dot)) === at);
}

/** The policy that holds: the last listed one whose event the record has seen, else its own. */
export function ruling(policy: Policy, happened: readonly string[]): PolicyName {
  const reached = Object.entries(policy.after).filter(([event]) => happened.includes(event));
  return reached.at(-1)?.[1] ?? policy.name;
}

type Order = (a: Head, b: Head, policy: Policy) => number;

export const byStamp = (a: Stamp, b: Stamp): number =>
  a[0] - b[0] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : a[2] - b[2]);
const byAcceptance = (a: Head, b: Head): number => a.v - b.v || byStamp(a.stamp, b.stamp);
const latest: Order = (a, b) => byStamp(b.stamp, a.stamp);

/** Which of two heads is the better: the one that sorts first. */
const PICKS: Record<"latest" | "source" | "first" | "safest" | "review", Order> = {
  latest,
  source: (a, b, policy) => place(a.source, policy) - place(b.source, policy) || latest(a, b, policy),
  first: (a, b, policy) =>
    Number(b.decides) - Number(a.decides) || (a.decides ? latest(a, b, policy) : byAcceptance(a, b)),
  safest: (a, b, policy) => rank(a.value, policy) - rank(b.value, policy) || latest(a, b, policy),
  review: (a, b, policy) => rank(a.value, policy) - rank(b.value, policy) || byAcceptance(a, b),
};

const better = (order: Order, a: Head, b: Head, policy: Policy): Head => (order(b, a, policy) < 0 ? b : a);

function entries(heads: readonly Head[], policy: Policy): Value {
  const kept: Value[] = [];
  for (const { value } of [...heads].sort((a, b) => byStamp(a.stamp, b.stamp))) {
    if (policy.name === "log" || !kept.some((entry) => equal(value, entry, policy.normal))) kept.push(value);
  }
  return kept;
}

const COUNT_MAX = 2n ** 53n;

/** Summed as big integers: a sum on the way may leave what a number holds exactly. */
function total(heads: readonly Head[]): number {
  const counted = heads.filter((head) => head.action === "set").sort((a, b) => byStamp(b.stamp, a.stamp));
  const summed = [...counted.slice(0, 1), ...heads.filter((head) => head.action !== "set")];
  const sum = summed.reduce((all, { value }) => all + (Number.isInteger(value) ? BigInt(value as number) : 0n), 0n);
  return Number(sum > COUNT_MAX ? COUNT_MAX : sum < -COUNT_MAX ? -COUNT_MAX : sum);
}
