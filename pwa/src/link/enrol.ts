// Joining with a one-time code, and leaving.

import { become, type Enrolled, previous, unsentTexts } from "../store/session";
import { ProblemOfServer } from "../store/shape";
import { ask, packed } from "./http";

/** Spends a code: from now on this phone is who the server says. Throws ProblemOfServer. */
export async function spend(code: string, label: string | undefined): Promise<void> {
  const texts = await unsentTexts();
  const unsent = texts.length > 0 ? texts.map((text) => JSON.parse(text) as unknown) : undefined;
  const wanted = { code: code.trim(), label, previous: (await previous()) ?? undefined, unsent };
  const said = await ask("/devices", { body: await packed(JSON.stringify(wanted)) });
  await become(enrolled(said));
}

function enrolled(said: unknown): Enrolled {
  const told = said as Partial<Enrolled> | null;
  if (!told?.inc || !told.token || !told.person) throw new ProblemOfServer("stranger", 200);
  return told as Enrolled;
}

/** What an enrolment link says. `person`: whom it is for, where it says so; `to`: the page to open then. */
export interface Invitation {
  readonly code: string;
  readonly person: string | null;
  readonly to: string;
}

/** The invitation in the address bar. */
export function readInvitation(): Invitation | null {
  const found = /^#enrol=([^&]+)(?:&for=([^&]+))?(?:&to=(.*))?$/.exec(location.hash);
  const [, code, person, to] = found ?? [];
  return code === undefined ? null : { code: decoded(code), person: person ?? null, to: to ?? "/" };
}

/** The same, taken out of the address bar at once: a code must not stay in history or in a picture. */
export function takeInvitation(): Invitation | null {
  const found = readInvitation();
  if (found) history.replaceState(history.state, "", `${location.pathname}${location.search}#/`);
  return found;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
