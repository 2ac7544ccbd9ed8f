// The fields of a view: the row's heads, and own writes entered over them. Pure.

import { equal } from "../core/canon";
import { conflicted, EMPTY, enter, type FieldState, type Head, pick } from "../core/merge";
import type { Policy, Programme } from "../core/programme";
import type { Action, Dot, Value, Write } from "../core/wire";
import { DECIDE } from "../core/form";
import type { Act } from "./journal";
import type { KeptHead, Row } from "./row";
import type { HeadView } from "./shape";
import { writesOn } from "./todays";

export interface LaidField {
  readonly policy: Policy;
  readonly state: FieldState;
  /** Whether an own op wrote it: the server has not yet said whether there is a conflict. */
  readonly isOwn: boolean;
}

const PLAIN: Policy = { name: "latest", order: [], contested: false, decided_by: "", after: {}, normal: "text" };
const GATHERS: ReadonlySet<string> = new Set(["set", "log", "count"]);

/** Field -> its standing heads, own ops replayed. `acts`: oldest first. */
export function layFields(
  id: string,
  kind: string,
  row: Row | undefined,
  acts: readonly Act[],
  programme: Programme | null,
): Map<string, LaidField> {
  const policyOf = (name: string): Policy => programme?.kinds[kind]?.[name]?.policy ?? PLAIN;
  const laid = new Map<string, LaidField>();
  for (const [name, heads] of Object.entries(row?.fields ?? {})) {
    const policy = policyOf(name);
    laid.set(name, { policy, state: { ...EMPTY, heads: heads.map((head, v) => kept(head, v, policy)) }, isOwn: false });
  }
  for (const act of acts) {
    for (const [name, action, value, base, source] of writesOn(act, id, programme)) {
      const policy = policyOf(name);
      const before = laid.get(name)?.state ?? EMPTY;
      const decides = act.op[4] === DECIDE;
      // Later than all the server has accepted so far.
      const v = Number.MAX_SAFE_INTEGER;
      const head: Head = { value, stamp: [act.eff, act.inc, act.seq], v, action, source: source ?? null, decides };
      laid.set(name, { policy, state: enter(before, head, base ?? [], policy), isOwn: true });
    }
  }
  return laid;
}

/** A head of the feed as `merge` knows it; the feed lists heads in the order of acceptance. */
function kept({ value, stamp, how }: KeptHead, v: number, policy: Policy): Head {
  const action: Action = policy.name === "count" && how === "inc" ? "inc" : "set";
  return { value, stamp, v, action, source: policy.name === "source" ? how : null, decides: how === "decided" };
}

export function valueOf({ policy, state }: LaidField, happened: readonly string[]): Value {
  const [only] = state.heads;
  if (only && state.heads.length === 1 && !GATHERS.has(policy.name)) return only.value;
  return pick(state, policy, happened);
}

/** The server's word where it has spoken, our own reckoning for what it has not seen. */
export function conflictsOf(
  row: Row | undefined,
  fields: ReadonlyMap<string, LaidField>,
  happened: readonly string[],
): string[] {
  const found = (row?.conflicts ?? []).filter((name) => !fields.get(name)?.isOwn);
  for (const [name, { policy, state, isOwn }] of fields) {
    if (isOwn && conflicted(state, policy, happened)) found.push(name);
  }
  return found;
}

export function headsOf(
  id: string,
  name: string,
  field: LaidField,
  acts: readonly Act[],
  happened: readonly string[],
  whoOf: (head: Head) => string,
  programme: Programme | null,
): HeadView[] {
  const { policy, state } = field;
  const picked = valueOf(field, happened);
  return state.heads.map((head) => {
    const [, inc, seq] = head.stamp;
    const own = acts.find((act) => act.inc === inc && act.seq === seq);
    return {
      value: head.value,
      stamp: head.stamp,
      how: howOf(head, policy),
      who: whoOf(head),
      equalToPick: GATHERS.has(policy.name) || equal(head.value, picked, policy.normal),
      pending: own?.verdict === null,
      base: own ? baseOf(writesOn(own, id, programme), name) : [],
    };
  });
}

function howOf(head: Head, policy: Policy): string | null {
  if (policy.name === "source") return head.source;
  if (policy.name === "count") return head.action;
  return policy.name === "first" && head.decides ? "decided" : null;
}

/** What an own write named: whoever writes over it names that too, should it not arrive first. */
function baseOf(writes: readonly Write[], name: string): Dot[] {
  return writes.filter(([field]) => field === name).flatMap(([, , , base]) => base ?? []);
}
