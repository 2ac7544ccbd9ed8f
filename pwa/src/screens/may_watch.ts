// For whom the programme hangs a wall: who oversees, at a place it hangs at. The server judges again.

import type { Sight } from "./look";

const OVERSEE = "oversee";

/** Who oversees a place at all: its devices and what was set aside there. */
export function mayOversee({ programme, session }: Sight): boolean {
  return session.roles.some((role) => programme.roles[role]?.includes(OVERSEE));
}

export function mayWatch(sight: Sight): boolean {
  const { programme, session } = sight;
  return mayOversee(sight) && (programme.wall?.at.some((place) => session.scopes.includes(place)) ?? false);
}
