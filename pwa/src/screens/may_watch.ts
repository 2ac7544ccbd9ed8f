// For whom the programme hangs a wall: who oversees, at a place it hangs at. The server judges again.

import type { Sight } from "./look";

const OVERSEE = "oversee";

export function mayWatch({ programme, session }: Sight): boolean {
  const oversees = session.roles.some((role) => programme.roles[role]?.includes(OVERSEE));
  return oversees && (programme.wall?.at.some((place) => session.scopes.includes(place)) ?? false);
}
