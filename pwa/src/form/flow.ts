// An act on its way: its forms in turn, each member of a party, each step a screen. Pure; the screen only draws it.

import { isNeeded, isShown, words } from "../core/form";
import type { Act, Field, Form, Programme } from "../core/programme";
import type { Value } from "../core/wire";
import type { View } from "../store/api";
import { lookOf, type Look, type Sight } from "../screens/look";
import { isSplit } from "./choosing";

/** One form as it is being filled for one record. `fresh`: the record is made by saving. `fixed`: fields carried in. */
export interface Member {
  readonly record: string;
  readonly fresh: boolean;
  readonly values: Readonly<Record<string, Value>>;
  readonly sources: Readonly<Record<string, string>>;
  readonly fixed: readonly string[];
}

/** One screen: a step of one member's form, or the look over all before saving. */
export type Page =
  { readonly kind: "step"; readonly member: number; readonly step: number } | { readonly kind: "check" };

/** Everything a flow knows; kept as a draft as it stands. `made`: form -> the records it made. `reader`: the traveller's language. */
export interface Flow {
  readonly key: string;
  readonly act: string;
  readonly on: readonly string[];
  readonly form: number;
  readonly page: Page;
  readonly members: readonly Member[];
  readonly made: Readonly<Record<string, readonly string[]>>;
  readonly party: string;
  readonly reader: string | null;
  readonly reason: string;
  readonly started: number;
  readonly saved: number;
}

export const actNamed = (programme: Programme, name: string): Act | null =>
  programme.acts.find((act) => act.name === name) ?? null;

export function formOf(programme: Programme, flow: Flow): { readonly name: string; readonly form: Form } | null {
  const name = actNamed(programme, flow.act)?.forms[flow.form];
  const form = name === undefined ? undefined : programme.forms[name];
  return name !== undefined && form ? { name, form } : null;
}

/** What a reference word means while this member's form is filled. */
export function memberLook(sight: Sight, flow: Flow, form: Form, member: Member): Look {
  const own = sight.views.get(member.record) ?? null;
  const opened = openedFor(sight, flow, member);
  const beyond = lookOf(sight, own, { self: opened });
  return words(form, member.values, (word) =>
    word === SPLIT ? isSplit(sight, form, member.values, opened) : beyond(word),
  );
}

/** The reference word for "part of a family is left behind". */
const SPLIT = "party.split";

/** Does the form itself ask why a family is split? */
export const asksWhySplit = (form: Form): boolean =>
  Object.values(form.fields).some((field) => typeof field.needed === "object" && SPLIT in field.needed);

/** The record the act was opened from, as far as this member is concerned. */
export const openedFor = (sight: Sight, flow: Flow, member: Member): View | null =>
  sight.views.get(member.record) ?? sight.views.get(flow.on[0] ?? "") ?? null;

/** Is this question put to anybody? What is worked out or carried in is not. */
export function isAsked(field: Field, name: string, member: Member, look: Look): boolean {
  if (field.calc) return false;
  // A record carried in alone leaves nothing to choose; several may be narrowed down.
  if (member.fixed.includes(name) && field.type !== "refs") return false;
  // Nobody is asked why a family is split that stays together.
  if (typeof field.needed === "object" && SPLIT in field.needed && !isNeeded(field, look)) return false;
  return isShown(field, look);
}

/** The fields of one step that are asked of this member now. */
export function askedFields(sight: Sight, flow: Flow, form: Form, page: Page): readonly string[] {
  if (page.kind !== "step") return [];
  const member = flow.members[page.member];
  if (!member) return [];
  const look = memberLook(sight, flow, form, member);
  return (form.steps[page.step]?.fields ?? []).filter((name) => {
    const field = form.fields[name];
    return field !== undefined && isAsked(field, name, member, look);
  });
}

/** A form that is filled once for several records: the answers of the first stand for all. */
export const isShared = (form: Form, flow: Pick<Flow, "members">): boolean => !form.many && flow.members.length > 1;

/** Every screen of the form being filled, in order, without those that ask nothing. */
export function pagesOf(sight: Sight, flow: Flow, form: Form): readonly Page[] {
  const members = isShared(form, flow) ? flow.members.slice(0, 1) : flow.members;
  const steps = members.flatMap((_, member) =>
    form.steps
      .map((_, step): Page => ({ kind: "step", member, step }))
      .filter((page) => askedFields(sight, flow, form, page).length > 0),
  );
  return needsCheck(sight.programme, form, steps.length) ? [...steps, { kind: "check" }] : steps;
}

/** A party is looked over before it is saved, and so is what decides about a person on more than one screen. */
export function needsCheck(programme: Programme, form: Form, screens: number): boolean {
  if (form.many && form.record === "new") return true;
  if (screens < 2) return screens === 0;
  return decides(programme, form);
}

/** Does the form write what a person may have to live with: a contested field, or a decision of a journey? */
function decides(programme: Programme, form: Form): boolean {
  const contested = Object.entries(form.fields).some(([name, field]) => {
    const ruling = programme.kinds[form.about]?.[name] ?? field;
    return ruling.policy.name === "review" || field.type === "sign";
  });
  const events = new Set(form.events.flatMap((emit) => [emit.name, ...Object.values(emit.is)]));
  const decision = Object.values(programme.journeys).some((rules) =>
    rules.steps.some((step) => step.kind === "decision" && events.has(step.event)),
  );
  return contested || decision;
}

export const samePage = (a: Page, b: Page): boolean =>
  a.kind === "check" ? b.kind === "check" : b.kind === "step" && a.member === b.member && a.step === b.step;

/** Where one is among the screens; a screen that vanished by an answer is the nearest before it. */
export function placeAmong(pages: readonly Page[], page: Page): number {
  const at = pages.findIndex((one) => samePage(one, page));
  if (at >= 0 || page.kind === "check") return at >= 0 ? at : pages.length - 1;
  const before = pages.filter(
    (one) => one.kind === "step" && (one.member < page.member || (one.member === page.member && one.step <= page.step)),
  );
  return Math.max(before.length - 1, 0);
}

/** The flow one screen on or back; null at either end. */
export function turned(sight: Sight, flow: Flow, form: Form, by: 1 | -1): Flow | null {
  const pages = pagesOf(sight, flow, form);
  const page = pages[placeAmong(pages, flow.page) + by];
  return page ? { ...flow, page } : null;
}

/** The flow with an answer. `source` says where it came from when it was not typed. */
export function answered(flow: Flow, form: Form, index: number, name: string, value: Value, source?: string): Flow {
  const reads =
    form.fields[name]?.type === "language" &&
    form.steps.some((step) => step.facing === "traveller" && step.fields.includes(name));
  const members = flow.members.map((member, at) => {
    const everyone = isShared(form, flow) && !member.fixed.includes(name);
    return at === index || everyone ? withAnswer(member, name, value, source) : member;
  });
  return { ...flow, members, reader: reads && typeof value === "string" ? value : flow.reader };
}

function withAnswer(member: Member, name: string, value: Value, source: string | undefined): Member {
  const others = Object.entries(member.sources).filter(([field]) => field !== name);
  const sources = Object.fromEntries(source ? [...others, [name, source]] : others);
  return { ...member, values: { ...member.values, [name]: value }, sources };
}
