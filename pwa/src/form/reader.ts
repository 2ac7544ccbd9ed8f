// Which language the traveller reads: what the records of an act already say of it.

import type { Sight } from "../screens/look";

/** The first value of a language question on these records, or null. */
export function readerOf(sight: Sight, on: readonly string[]): string | null {
  for (const id of on) {
    const view = sight.views.get(id);
    const fields = Object.entries(sight.programme.kinds[view?.kind ?? ""] ?? {});
    const spoken = fields.filter(([, field]) => field.type === "language").map(([name]) => view?.values[name]);
    const found = spoken.find((value) => typeof value === "string" && value !== "");
    if (typeof found === "string") return found;
  }
  return null;
}
