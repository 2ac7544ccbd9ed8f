// Which records a ref may name, and whether choosing some of them leaves part of a family behind.

import { matches } from "../core/match";
import type { Field, Form } from "../core/programme";
import type { Value } from "../core/wire";
import type { View } from "../store/api";
import { partyOf } from "../screens/board";
import { ids, lookOf, named, type Sight } from "../screens/look";

/** The records of the field's kind that may be named now, in the order of making; those already named stay in sight. */
export function candidates(sight: Sight, field: Field, named: readonly string[], opened: View | null): readonly View[] {
  const of = [...sight.views.values()].filter((view) => view.kind === field.of);
  const fit = of.filter(
    (view) => named.includes(view.id) || matches(field.among, lookOf(sight, view, { self: opened })),
  );
  return fit.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** What is offered: who is carried in with their party when anybody may be named, else whoever fits. */
export function offered(sight: Sight, field: Field, chosen: readonly string[], opened: View | null): readonly View[] {
  const carried = named(sight, [...chosen]);
  const anybody = Object.keys(field.among).length === 0;
  return anybody && carried.length > 0 ? partyOf(sight, carried) : candidates(sight, field, chosen, opened);
}

/** A party and its members among the candidates; someone who travels alone is a party of one. */
export interface Party {
  readonly key: string;
  readonly members: readonly View[];
}

export function parties(sight: Sight, views: readonly View[]): readonly Party[] {
  const found = new Map<string, View[]>();
  for (const view of views) {
    const field = sight.programme.cards[view.kind]?.party;
    const party: Value = (field && view.values[field]) || view.id;
    const key = typeof party === "string" ? party : view.id;
    found.set(key, [...(found.get(key) ?? []), view]);
  }
  return [...found].map(([key, members]) => ({ key, members }));
}

/** The chosen ids after a tap on one: with `together`, its whole party comes or goes. */
export function tapped(
  chosen: readonly string[],
  id: string,
  party: Party | undefined,
  together: boolean,
): readonly string[] {
  const group = together && party ? party.members.map((view) => view.id) : [id];
  if (chosen.includes(id)) return chosen.filter((one) => !group.includes(one));
  return [...chosen, ...group.filter((one) => !chosen.includes(one))];
}

/** The parties of which some members are chosen and others stay behind where they are. */
export function splitParties(found: readonly Party[], chosen: readonly string[]): readonly Party[] {
  return found.filter(({ members }) => {
    const inside = members.filter((view) => chosen.includes(view.id)).length;
    return inside > 0 && inside < members.length;
  });
}

/** Does naming somebody here take them somewhere? Who is only noted, in a list nobody proposes,
 * stays with their family. */
export function takes(form: Form, name: string): boolean {
  const field = form.fields[name];
  if (field?.policy.name !== "set" || field.default !== "") return true;
  return name in form.also || form.events.some((emit) => emit.to === name);
}

/** Does the form as filled take part of a family along and leave the rest? */
export function isSplit(
  sight: Sight,
  form: Form,
  values: Readonly<Record<string, Value>>,
  opened: View | null,
): boolean {
  return Object.entries(form.fields).some(([name, field]) => {
    if (field.type !== "refs" || !takes(form, name)) return false;
    const chosen = ids(values[name]);
    return splitParties(parties(sight, offered(sight, field, chosen, opened)), chosen).length > 0;
  });
}
