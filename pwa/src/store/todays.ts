// What own acts write, in the words of the programme in force. Its reader comes with a programme that needs one.

import type { Programme } from "../core/programme";
import type { today as Today } from "../core/upcast";
import type { Write } from "../core/wire";
import { type Act, partOn } from "./journal";

let today: typeof Today | null = null;

/** Call before a programme comes into force. */
export async function learnToRead(programme: Programme | null | undefined): Promise<void> {
  if (programme?.upcasts?.length) today ??= (await import("../core/upcast")).today;
}

/** What the act writes on this record. */
export function writesOn(act: Act, id: string, programme: Programme | null): readonly Write[] {
  const part = partOn(act, id);
  const rules = programme?.upcasts;
  return (part && rules && today?.(part[0], part[2], rules).writes) ?? part?.[2] ?? [];
}
