// A roll as the server calls it (server/boards/roll.py), and the lists it takes (server/lists). Times in ms since 1970 UTC.

import { ask, type Request } from "../link/http";
import { credentials } from "./session";
import { ProblemOfServer } from "./shape";
import type { BoardRow, Face } from "./wall";

export interface RollBoard {
  readonly as_of: number;
  readonly announced: number | null;
  readonly total: number;
  readonly groups: readonly { readonly name: string; readonly open: boolean; readonly rows: readonly BoardRow[] }[];
  readonly unnamed: number;
  readonly besides: readonly BoardRow[];
  readonly adrift: readonly BoardRow[];
  readonly balanced: boolean;
  readonly faces: Readonly<Record<string, Face>>;
}

/** `row` as on the sheet, from 1; `kept`: it enters without what the cell said. */
export interface ListFault {
  readonly row: number;
  readonly code: string;
  readonly field?: string;
  readonly said?: string;
  readonly kept?: boolean;
}

export interface ListRead {
  readonly head_row: number;
  readonly heads: readonly string[];
  readonly sample: readonly (readonly string[])[];
  readonly columns: Readonly<Record<string, string>>;
  readonly choices: readonly string[];
  readonly remembered: boolean;
  readonly rows: number;
  readonly faults: readonly ListFault[];
  readonly faults_total: number;
  readonly counts: { readonly new: number; readonly changed: number; readonly same: number; readonly met: number };
  readonly absent: readonly string[];
  readonly entered: boolean;
  readonly encoding: string;
  readonly set_aside: number;
}

/** How a list should be read, as far as somebody has said. */
export interface ListAsked {
  readonly columns?: Readonly<Record<string, string>>;
  readonly head_row?: number;
  readonly encoding?: string;
  readonly enter?: boolean;
}

/** Who should have come with the record, and who has been seen. Needs the network. Throws ProblemOfServer. */
export async function roll(record: string): Promise<RollBoard> {
  const said = (await signedIn(`/rolls/${record}`)) as Partial<RollBoard> | null;
  if (!said?.groups || !said.faces) throw new ProblemOfServer("stranger", 200);
  return said as RollBoard;
}

/** A file understood and, if so asked, entered. Throws ProblemOfServer. */
export async function bringList(record: string, file: Blob, asked: ListAsked): Promise<ListRead> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const query = new URLSearchParams({ read: JSON.stringify(asked) });
  const said = (await signedIn(`/rolls/${record}/lists?${query.toString()}`, {
    body: { bytes, gzip: false },
    type: "application/octet-stream",
    patienceMs: 60_000,
  })) as Partial<ListRead> | null;
  if (!said?.heads || !said.counts) throw new ProblemOfServer("stranger", 200);
  return said as ListRead;
}

async function signedIn(path: string, request: Request = {}): Promise<unknown> {
  const who = await credentials();
  if (!who) throw new ProblemOfServer("unauthorised", 401);
  return ask(path, { patienceMs: 15_000, ...request, token: who.token });
}
