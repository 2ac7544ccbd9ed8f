// Which fields of which records only a person can settle, and who that is.

import type { View } from "../store/api";
import type { Sight } from "./look";

export interface Contested {
  readonly view: View;
  readonly field: string;
}

/** Every conflict on this phone, those I may decide first. */
export function conflictsIn(sight: Sight): readonly Contested[] {
  const all = [...sight.views.values()].flatMap((view) => view.conflicts.map((field) => ({ view, field })));
  return all.sort((a, b) => Number(mayDecide(sight, b)) - Number(mayDecide(sight, a)));
}

export function mayDecide(sight: Sight, { view, field }: Contested): boolean {
  const by = sight.programme.kinds[view.kind]?.[field]?.policy.decided_by;
  return !by || sight.session.roles.includes(by);
}
