// What the server counts for the wall (server/boards/wall.py). Times in ms since 1970 UTC.

import type { Value } from "../core/wire";
import { ask } from "../link/http";
import { credentials } from "./session";
import { ProblemOfServer } from "./shape";

/** A record on the wall; `key` is "kind:record". What is left out stands at "", 0 or []. */
export interface BoardRow {
  readonly key: string;
  readonly state: string;
  readonly holder: string | null;
  readonly since: number;
  readonly warn_at?: number;
  readonly limit_at?: number;
  readonly say?: string;
  readonly who?: readonly string[];
  readonly aboard?: number;
  /** The holder of the rest of its party. */
  readonly rest_with?: string;
  /** "guard:<name>", or the code of an anomaly. */
  readonly flaws?: readonly string[];
}

export interface Listed {
  readonly rows: readonly BoardRow[];
  readonly total: number;
}

/** How a record is called, field by field of its card; `party`: whom it belongs together with. */
export interface Face {
  readonly number?: string;
  readonly party?: string;
  readonly title?: Readonly<Record<string, Value>>;
  readonly people?: number;
}

export interface Board {
  readonly as_of: number;
  readonly n: number;
  readonly headcount: {
    readonly arrived: number;
    readonly terms: readonly {
      readonly name: string;
      readonly custody: "open" | "over" | "lost";
      readonly count: number;
      readonly shares: readonly { readonly holder: string | null; readonly count: number }[];
    }[];
    readonly balanced: boolean;
    readonly adrift: Readonly<Record<string, number>>;
    readonly unheld: number;
  };
  readonly overdue: Listed;
  readonly unaccounted: Listed;
  readonly promises: Listed;
  readonly vehicles: Listed;
  readonly apart: Listed;
  readonly flawed: Listed;
  readonly phones: readonly {
    readonly inc: string;
    readonly who: string;
    readonly place: string;
    readonly held: number;
    readonly last_contact: number;
  }[];
  /** What phones have lost for good lately. */
  readonly skipped: readonly {
    readonly inc: string;
    readonly who: string;
    readonly place: string;
    readonly acts: number;
    readonly at: number;
  }[];
  readonly sources: readonly {
    readonly place: string;
    readonly phones: number;
    readonly last_contact: number | null;
    readonly held: number;
  }[];
  readonly quarantined: number;
  /** How the house looks after itself; `late`: it failed, or is too long ago. */
  readonly cares: readonly {
    readonly task: "copy" | "proof" | "purge";
    readonly well_at: number | null;
    readonly late: boolean;
  }[];
  readonly faces: Readonly<Record<string, Face>>;
}

/** The wall as of now. Needs the network and the right "oversee". Throws ProblemOfServer. */
export async function wall(): Promise<Board> {
  const who = await credentials();
  if (!who) throw new ProblemOfServer("unauthorised", 401);
  const said = (await ask("/wall", { token: who.token, patienceMs: 15_000 })) as Partial<Board> | null;
  if (!said?.headcount || !said.faces) throw new ProblemOfServer("stranger", 200);
  return said as Board;
}
