// What is still to be put right: on one screen, and on all of them before saving.

import { faults } from "../core/form";
import type { Form } from "../core/programme";
import type { Value } from "../core/wire";
import { ids, type Sight } from "../screens/look";
import { asksWhySplit, askedFields, isAsked, isShared, memberLook, openedFor, type Flow, type Page } from "./flow";
import { candidates, isSplit, takes } from "./choosing";

/** One answer to look at. `code`: a code of core/form `faults`, "every" on one that
 * wants each record ticked, or "split" on the field that splits a family. */
export interface Trouble {
  readonly member: number;
  readonly field: string;
  readonly code: string;
}

/** What stands against going on from this screen. */
export function troublesOn(sight: Sight, flow: Flow, form: Form, page: Page): readonly Trouble[] {
  if (page.kind === "check") return troublesIn(sight, flow, form);
  const asked = askedFields(sight, flow, form, page);
  return ofMember(sight, flow, form, page.member).filter((trouble) => asked.includes(trouble.field));
}

/** What stands against saving. */
export function troublesIn(sight: Sight, flow: Flow, form: Form): readonly Trouble[] {
  const members = isShared(form, flow) ? flow.members.slice(0, 1) : flow.members;
  return members.flatMap((_, member) => ofMember(sight, flow, form, member));
}

function ofMember(sight: Sight, flow: Flow, form: Form, index: number): readonly Trouble[] {
  const member = flow.members[index];
  if (!member) return [];
  const found = faults(
    form,
    withoutEmpty(member.values),
    memberLook(sight, flow, form, member),
    sight.programme.places,
  );
  // What is worked out when saved is nobody's to put right.
  const open = found.filter(({ field }) => !form.fields[field]?.calc);
  return [
    ...open.map(({ field, code }) => ({ member: index, field, code })),
    ...unticked(sight, flow, form, index),
    ...unexplained(sight, flow, form, index),
  ];
}

/** A question that wants each record it offers looked at, and one of them is not ticked. */
function unticked(sight: Sight, flow: Flow, form: Form, index: number): readonly Trouble[] {
  const member = flow.members[index];
  if (!member) return [];
  const look = memberLook(sight, flow, form, member);
  const opened = openedFor(sight, flow, member);
  return Object.entries(form.fields)
    .filter(([name, field]) => field.every && isAsked(field, name, member, look))
    .filter(([name, field]) => {
      const ticked = ids(member.values[name]);
      return candidates(sight, field, [], opened).some((view) => !ticked.includes(view.id));
    })
    .map(([field]) => ({ member: index, field, code: "every" }));
}

/** A family is split and nobody said why, where the form does not ask itself. */
function unexplained(sight: Sight, flow: Flow, form: Form, index: number): readonly Trouble[] {
  const member = flow.members[index];
  if (!member || flow.reason.trim() || asksWhySplit(form)) return [];
  const opened = openedFor(sight, flow, member);
  const field = Object.keys(form.fields).find((name) => form.fields[name]?.type === "refs" && takes(form, name));
  return field && isSplit(sight, form, member.values, opened) ? [{ member: index, field, code: "split" }] : [];
}

/** An answer taken back still hides the record's own value: it is kept as null. */
const withoutEmpty = (values: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === "" ? null : value]));
