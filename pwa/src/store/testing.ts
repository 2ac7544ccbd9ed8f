// For tests: a small operation that is not the real one, and a phone that can be switched off and on.

import { IDBFactory } from "fake-indexeddb";
import "fake-indexeddb/auto";
import { vi } from "vitest";
import { completed } from "../core/completed";
import type { Programme, Sparse } from "../core/programme";
import type { Answer, Derived, Entry, Journey, Put, Stamp, Verdict, WireHead } from "../core/wire";

export const WIRE: Sparse<Programme> = {
  name: "crates",
  version: "v1",
  time_zone: "UTC",
  languages: ["en", "fr"],
  roles: { packer: [] },
  kinds: {
    crate: {
      label: { type: "text" },
      tags: { type: "multi", policy: { name: "set" } },
      weight: { type: "int", policy: { name: "count" } },
      colour: { type: "choice", options: ["red", "green"], policy: { name: "review", order: ["red", "green"] } },
    },
  },
  forms: {
    pack: {
      about: "crate",
      by: ["packer"],
      fields: {
        label: { type: "text" },
        colour: { type: "choice", options: ["red", "green"] },
        tags: { type: "multi", policy: { name: "set" } },
      },
      events: [{ name: "pack" }],
    },
    relabel: { about: "crate", by: ["packer"], record: "existing", fields: { label: { type: "text" } } },
    send: { about: "crate", by: ["packer"], record: "existing", fields: {}, events: [{ name: "send" }] },
  },
  journeys: {
    crate: {
      about: "crate",
      steps: [
        { from: "", event: "pack", to: "packed", by: ["packer"], holder: "here" },
        { from: "packed", event: "send", to: "sent", by: ["packer"], holder: "none" },
      ],
      final: ["sent"],
    },
  },
};
export const RULES: Programme = completed(WIRE);

export const ENROLLED = {
  inc: "aaaaaa",
  token: "secret",
  person: { id: "u1", who: "Pat" },
  roles: ["packer"],
  place: "dock:1",
  scopes: ["dock:1"],
  programme: "v1",
  era: "e",
  practice: false,
};

/** A disk nobody has written to. */
export function newDisk(): void {
  globalThis.indexedDB = new IDBFactory();
}

/** Switches the phone on: nothing is left of the page before but what is on the disk. */
export async function switchOn() {
  vi.resetModules();
  const [api, page, session, outbox, shelf, database, state, tabs, save] = await Promise.all([
    import("./api"),
    import("./page"),
    import("./session"),
    import("./outbox"),
    import("./shelf"),
    import("./database"),
    import("./state"),
    import("./tabs"),
    import("./save"),
  ]);
  await session.recall();
  return { api, page, session, outbox, shelf, database, state, tabs, save };
}

export type Phone = Awaited<ReturnType<typeof switchOn>>;

/** A phone on a new disk that has joined and knows the programme. */
export async function newPhone(): Promise<Phone> {
  newDisk();
  const phone = await switchOn();
  await phone.session.become(ENROLLED);
  await phone.session.adopt(WIRE, { en: { pack: "Pack" }, fr: { pack: "Emballer" } });
  return phone;
}

let made = 0;

/** The id of a record, in order. */
export const someId = (): string => `01900000-0000-7000-8000-${String((made += 1)).padStart(12, "0")}`;

const NOWHERE: Journey = { state: "", holder: null, place: null, since: 0, last: null, before: [], anomalies: [] };

export function put(
  n: number,
  record: string,
  told: {
    v?: number;
    scopes?: string[];
    stamps?: Stamp[];
    fields?: Record<string, WireHead[]>;
    events?: Put[8];
    derived?: Partial<Derived>;
    whole?: boolean;
  } = {},
): Put {
  const { v = 1, scopes = ["dock:1"], stamps = [[1000, "zzzzzz", 1]], fields = {}, events = [], whole = true } = told;
  const derived = { journey: NOWHERE, conflicts: [], ...told.derived };
  return ["put", n, v, "crate", record, scopes, stamps, fields, events, derived, whole];
}

export function answer(told: {
  verdicts?: Verdict[];
  lastSeq?: number;
  entries?: Entry[];
  cursor?: string;
  complete?: boolean;
  reset?: boolean;
}): Answer {
  const { verdicts = [], entries = [], cursor = "c1", complete = true, reset = false } = told;
  const lastSeq = told.lastSeq ?? Math.max(0, ...verdicts.map(([seq]) => seq));
  return ["e", 5000, verdicts, lastSeq, lastSeq, entries, cursor, complete, reset];
}
