// What is still to be put right: on one screen, and on all of them before saving.

import { faults } from "../core/form";
import type { Form } from "../core/programme";
import type { Value } from "../core/wire";
import type { Sight } from "../screens/look";
import { asksWhySplit, askedFields, isShared, memberLook, openedFor, type Flow, type Page } from "./flow";
import { isSplit } from "./choosing";

/** One answer to look at. `code`: a code of core/form `faults`, or "split" on the field that splits a family. */
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
  return [...open.map(({ field, code }) => ({ member: index, field, code })), ...unexplained(sight, flow, form, index)];
}

/** A family is split and nobody said why, where the form does not ask itself. */
function unexplained(sight: Sight, flow: Flow, form: Form, index: number): readonly Trouble[] {
  const member = flow.members[index];
  if (!member || flow.reason.trim() || asksWhySplit(form)) return [];
  const opened = openedFor(sight, flow, member);
  const field = Object.keys(form.fields).find((name) => form.fields[name]?.type === "refs");
  return field && isSplit(sight, form, member.values, opened) ? [{ member: index, field, code: "split" }] : [];
}

/** An answer taken back still hides the record's own value: it is kept as null. */
const withoutEmpty = (values: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === "" ? null : value]));
