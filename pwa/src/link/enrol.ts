// Joining with a one-time code, and leaving.

import { become, type Enrolled, previous } from "../store/session";
import { ProblemOfServer } from "../store/shape";
import { ask, packed } from "./http";

/** Spends a code: from now on this phone is who the server says. Throws ProblemOfServer. */
export async function spend(code: string, label: string | undefined): Promise<void> {
  const wanted = { code: code.trim(), label, previous: (await previous()) ?? undefined };
  const said = await ask("/devices", { body: await packed(JSON.stringify(wanted)) });
  await become(enrolled(said));
}

function enrolled(said: unknown): Enrolled {
  const told = said as Partial<Enrolled> | null;
  if (!told?.inc || !told.token || !told.person) throw new ProblemOfServer("stranger", 200);
  return told as Enrolled;
}

/** The code of an enrolment link, taken out of the address bar at once: it must not stay in history or in a picture. */
export function takeCode(): string | null {
  const found = /^#enrol=([^&]+)/.exec(location.hash)?.[1];
  if (found === undefined) return null;
  history.replaceState(history.state, "", `${location.pathname}${location.search}#/`);
  try {
    return decodeURIComponent(found);
  } catch {
    return found;
  }
}
