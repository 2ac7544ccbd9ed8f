// An entry that came back, opened again as a form with what was typed: saved, it is a new op.

import { DECIDE } from "../core/form";
import type { Act, Form } from "../core/programme";
import type { Value } from "../core/wire";
import type { OwnOp } from "../store/api";
import type { Flow, Member } from "../form/flow";
import { opened } from "../form/opening";
import { world } from "../form/saving";
import { actsOn } from "./board";
import type { Sight } from "./look";

/** The flow to offer, or null when nothing like it can be done now. */
export function retyped(sight: Sight, op: OwnOp): Flow | null {
  const form = sight.programme.forms[op.form];
  if (!form || op.form === DECIDE) return null;
  const records = op.parts.map(([, record]) => record);
  const able = (act: Act) => records.filter((id) => isAble(sight, act, id));
  const acts = sight.programme.acts.filter((act) => act.forms.includes(op.form));
  const act = acts.find((one) =>
    one.on ? able(one).length > 0 : one.by.some((role) => sight.session.roles.includes(role)),
  );
  if (!act) return null;
  const flow = opened(sight, world, act, act.on ? able(act) : [], null);
  if (!flow || act.forms[flow.form] !== op.form) return null;
  return { ...flow, members: withTyped(form, flow.members, op) };
}

function isAble(sight: Sight, act: Act, id: string): boolean {
  const view = sight.views.get(id);
  return view !== undefined && actsOn(sight, view).some((one) => one.name === act.name);
}

/** The typed answers on the form's own records, in the order of the op. */
function withTyped(form: Form, members: readonly Member[], op: OwnOp): readonly Member[] {
  const own = op.parts.filter(([kind]) => kind === form.about);
  return members.map((member, at) => {
    const part = own.find(([, record]) => record === member.record) ?? own[at];
    const typed: Record<string, Value> = {};
    for (const [field, action, value] of part?.[2] ?? []) {
      if (!(field in form.fields) || form.fields[field]?.calc || action === "remove") continue;
      const list = typed[field];
      typed[field] = action === "add" ? [...(Array.isArray(list) ? (list as readonly Value[]) : []), value] : value;
    }
    return { ...member, values: { ...member.values, ...typed } };
  });
}
