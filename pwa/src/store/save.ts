// Saving a form: composed from what its author saw, frozen, stored, shown. The network is not asked.

import { compose, decide as decision, DECIDE, RELEASE } from "../core/form";
import type { Programme } from "../core/programme";
import type { Dot, Part, Value } from "../core/wire";
import { settling } from "./draft";
import { append, frozen } from "./outbox";
import { keeping } from "./session";
import { type Filled, ProblemOnPhone, type Saved, type SaveOptions, type Session } from "./shape";
import { programme, session, views } from "./state";

type Poke = () => void;
let poke: Poke = () => undefined;

/** Who is told that there is something to send. */
export function onSaved(tell: Poke): void {
  poke = tell;
}

/** Composes, freezes and stores one op; the views show it when this resolves. Throws ProblemOnPhone; the draft stays. */
export async function save(form: string, draft: readonly Filled[], options: SaveOptions = {}): Promise<Saved> {
  const [me, rules] = enrolled();
  const parts = compose(rules, form, draft, me, (record) => views.value.get(record));
  return keep(me, form, parts, options, [...new Set(draft.map(({ record }) => record))]);
}

/** Settles a conflict: the value stands, and every other that was in sight is answered. */
export async function decide(record: string, field: string, value: Value, options: SaveOptions = {}): Promise<Saved> {
  const [me, rules] = enrolled();
  const view = views.value.get(record);
  if (!view) throw new ProblemOnPhone("not-here", record);
  return keep(me, DECIDE, [decision(rules, view, field, value, me)], options, [record]);
}

/** Lets in what was quarantined under these dots, in this order; for those who oversee. */
export async function release(dots: readonly Dot[]): Promise<void> {
  const [me] = enrolled();
  for (const adopts of dots) await append(frozen(me, RELEASE, [], { adopts }), {});
  poke();
}

function enrolled(): [Session, Programme] {
  if (!session.value || !programme.value) throw new ProblemOnPhone("not-enrolled");
  return [session.value, programme.value];
}

async function keep(
  me: Session,
  form: string,
  parts: readonly Part[],
  options: SaveOptions,
  records: readonly string[],
): Promise<Saved> {
  // Nothing changed: there is nothing to tell anybody.
  if (parts.length === 0) return { seq: null, records };
  const { draft } = options;
  const op = frozen(me, form, parts, options);
  const store = () => keeping(() => append(op, options));
  const stored = draft ? await settling(draft, store) : await store();
  poke();
  return { seq: stored.seq, records };
}
