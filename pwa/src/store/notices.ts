// The board of calls as the server tells it (server/boards/calls.py). Times in ms since 1970 UTC.

import { ask, packed } from "../link/http";
import { credentials } from "./session";
import { ProblemOfServer } from "./shape";

export interface StoryLine {
  readonly at: number;
  readonly what: string;
  readonly detail?: string;
  readonly who?: string;
  /** The operator's name of the channel it went through, where that was no phone. */
  readonly through?: string;
}

/** A notice: what was asked of an office. `mine`: this phone's own office is meant. `reach`: the last stage told. */
export interface Asked {
  readonly id: string;
  readonly kind: string;
  readonly record: string;
  readonly office: string;
  readonly size: number;
  readonly made_at: number;
  readonly mine: boolean;
  readonly story: readonly StoryLine[];
  readonly reach?: string;
  readonly answer_by?: number;
  readonly delivered_at?: number;
  readonly heard_at?: number;
  readonly heard_by?: string;
  readonly ended?: string;
  readonly ended_at?: number;
  readonly ended_by?: string;
  readonly outcome?: Outcome;
}

/** What the end of a request came to; `off`: it was taken back; `late`: a clock ended it. */
export type Outcome = "yes" | "no" | "off" | "late";

export interface OnDuty {
  readonly record: string;
  readonly who: string;
  readonly telephone: string;
  readonly rank: number;
  readonly until: number;
}

export type Light = "green" | "amber" | "red";

export interface Office {
  readonly place: string;
  readonly light: Light;
  readonly why: string;
  readonly phones: number;
  readonly tested_at: number | null;
  readonly on_duty: readonly OnDuty[];
  /** Its phones that said they cannot be called while the app is closed; a server of the version before tells of none. */
  readonly unable?: number;
  readonly app_only: number;
  readonly stale: number;
}

export interface Notices {
  readonly as_of: number;
  readonly asked: readonly Asked[];
  readonly offices: readonly Office[];
  readonly ladders: readonly Ladder[];
}

/** How a notice is passed on, as edited. `holds`: notices made now follow it. `label`: the words that say which. */
export interface Ladder {
  readonly record: string;
  readonly holds: boolean;
  readonly since: number;
  readonly label?: string;
}

/** One telling of a rehearsal. */
export interface Rehearsed {
  readonly at: number;
  readonly reach: string;
  readonly place: string;
  readonly people: readonly string[];
  readonly phones: number;
}

/** The board as of now. Needs the network. Throws ProblemOfServer. */
export async function notices(): Promise<Notices> {
  const said = (await signedIn("/notices")) as Partial<Notices> | null;
  if (!said?.asked || !said.offices) throw new ProblemOfServer("stranger", 200);
  // A server of the version before has none.
  return { ladders: [], ...said } as Notices;
}

/** Who would hear, in which order, if this office did not answer; `ladder`: a draft to try. Throws ProblemOfServer. */
export async function rehearsal(office: string, at: number, ladder = ""): Promise<readonly Rehearsed[]> {
  const query = new URLSearchParams({ office, at: String(at), ladder });
  return (await signedIn(`/notices/rehearsal?${query.toString()}`)) as readonly Rehearsed[];
}

/** "It is on my screen", or "I have it". Throws ProblemOfServer. */
export async function sayOf(notice: string, what: "delivered" | "heard"): Promise<void> {
  await signedIn(`/notices/${encodeURIComponent(notice)}`, { what });
}

async function signedIn(path: string, body?: unknown): Promise<unknown> {
  const who = await credentials();
  if (!who) throw new ProblemOfServer("unauthorised", 401);
  return ask(path, {
    token: who.token,
    patienceMs: 15_000,
    ...(body ? { body: await packed(JSON.stringify(body)) } : {}),
  });
}
