// A ferry, for tests of the screens' logic: guests in groups, boats, tickets of two colours.

import { completed } from "../core/completed";
import type { Programme } from "../core/programme";
import type { Journey, Value } from "../core/wire";
import type { Session, View } from "../store/api";
import type { Sight } from "../screens/look";
import type { World } from "./opening";

const review = { name: "review", order: ["red", "green"] } as const;
const text = { type: "text", policy: {} } as const;

export const ferry: Programme = completed({
  name: "ferry",
  version: "f1",
  time_zone: "UTC",
  languages: ["en", "zh-Hans"],
  roles: { pier: [], crew: [] },
  forms: {
    check_in: {
      about: "guest",
      by: ["pier"],
      many: true,
      steps: [
        { name: "hello", fields: ["speaks"], facing: "traveller" },
        { name: "who", fields: ["name", "paper", "number", "group"], facing: "staff" },
        { name: "what", fields: ["dog", "dog_name"], facing: "staff" },
      ],
      fields: {
        speaks: { type: "language", policy: {}, default: "party.speaks", label: "check_in.speaks" },
        name: { ...text, needed: true, default: "mrz.family", label: "check_in.name" },
        paper: { type: "choice", policy: {}, options: ["passport", "none"], default: "mrz.documentType" },
        number: { type: "code", policy: { name: "first" }, calc: "serial" },
        group: { type: "ref", of: "group", policy: { name: "review" }, calc: "party" },
        dog: { type: "bool", policy: {}, needed: true },
        dog_name: { ...text, shown: { dog: true }, needed: { dog: true } },
      },
      events: [{ name: "arrive" }],
    },
    ticket: {
      about: "ticket",
      by: ["pier"],
      steps: [
        { name: "which", fields: ["guests", "colour"], facing: "staff" },
        { name: "sign", fields: ["signature"], facing: "traveller" },
      ],
      fields: {
        guests: { type: "refs", of: "guest", policy: { name: "first" }, needed: true, among: { state: "on_pier" } },
        colour: { type: "choice", options: ["red", "green"], policy: review, needed: true },
        signature: { type: "sign", policy: { name: "first" }, shown: { colour: "green" } },
      },
      also: { guests: { colour: "colour" } },
      events: [{ to: "guests", name: "get_ticket", other: "self" }],
    },
    board: {
      about: "boat",
      by: ["crew"],
      record: "existing",
      steps: [{ name: "board", fields: ["aboard"], facing: "staff" }],
      fields: {
        aboard: { type: "refs", of: "guest", policy: { name: "derived" }, needed: true, among: { state: "ticketed" } },
      },
      events: [{ to: "aboard", name: "board", other: "self" }],
    },
    call: {
      about: "boat",
      by: ["crew"],
      record: "existing",
      steps: [{ name: "call", fields: ["called"], facing: "staff" }],
      fields: {
        called: {
          ...{ type: "refs", of: "guest", policy: { name: "set" }, needed: true },
          ...{ default: "among", among: { state: "ticketed", colour: "self.line" } },
        },
      },
    },
    muster: {
      about: "boat",
      by: ["crew"],
      record: "existing",
      steps: [{ name: "muster", fields: ["waiting", "looked_at"], facing: "staff" }],
      fields: {
        waiting: { type: "int", policy: { name: "first" }, calc: "number.looked_at" },
        looked_at: { type: "refs", of: "guest", policy: { name: "set" }, every: true, among: { state: "ticketed" } },
      },
    },
    send_home: {
      about: "guest",
      by: ["pier"],
      record: "existing",
      steps: [{ name: "why", fields: ["why"], facing: "staff" }],
      fields: { why: { ...text, needed: true } },
      events: [{ name: "send_home" }],
    },
  },
  kinds: {
    guest: {
      name: { ...text, label: "check_in.name" },
      number: { type: "code", policy: { name: "first" } },
      group: { type: "ref", of: "group", policy: { name: "review" } },
      colour: { type: "choice", options: ["red", "green"], policy: review },
      why: text,
      deck: { type: "choice", options: ["lower", "upper"], policy: {} },
      seat: text,
    },
    boat: { line: { type: "choice", options: ["red", "green"], policy: {} }, seats: { type: "int", policy: {} } },
    ticket: { guests: { type: "refs", of: "guest", policy: { name: "first" } } },
    group: {},
  },
  journeys: {
    guest: {
      about: "guest",
      groups: { waiting: ["on_pier", "ticketed"] },
      steps: [
        { from: "", event: "arrive", to: "on_pier", by: ["pier"], holder: "here" },
        { from: "on_pier", event: "get_ticket", to: "ticketed", by: ["pier"] },
        { from: "ticketed", event: "board", to: "aboard", by: ["crew"], holder: "other", only_if: ["line", "seat"] },
        { from: "on_pier", event: "send_home", to: "gone", kind: "decision", by: ["pier"], holder: "none" },
      ],
      final: ["gone"],
      guards: {
        line: { match: { "other.line": ["green"], colour: "green" } },
        seat: { call: "seats_left", args: { seats: "seats" } },
      },
      links: { ticket: "ticket.guests" },
    },
  },
  timers: [
    {
      about: "guest",
      in: ["on_pier"],
      steps: [
        { minutes: 10, tell: "soon" },
        { minutes: 30, emit: "late" },
      ],
    },
  ],
  acts: [
    {
      name: "welcome",
      by: ["pier"],
      forms: ["check_in", "ticket"],
      main: true,
      carry: { ticket: { guests: "people" } },
    },
    {
      ...{ name: "sell", on: "guest", in: ["on_pier"], by: ["pier"], forms: ["ticket"], batch: true, main: true },
      carry: { ticket: { guests: "record" } },
    },
    { name: "send_home", on: "guest", in: ["waiting"], by: ["pier"], forms: ["send_home"], batch: true },
    { name: "call", on: "boat", by: ["crew"], forms: ["call"] },
    { name: "muster", on: "boat", by: ["crew"], forms: ["muster"] },
    { name: "board", on: "boat", by: ["crew"], forms: ["board"], main: true },
  ],
  dispatch: {
    ...{ of: "guest", vehicle: "boat", by: ["crew"], class: "line", seats: "seats", driver: "skipper", from: "pier" },
    ...{ to: "isle", ready: ["moored"], plan: "welcome", took: { from: "arrive", until: "cast_off" } },
    queues: [{ class: "green", in: ["ticketed"] }],
  },
  plan: {
    ...{ by: ["pier"], near_percent: 80, occupants: [{ of: "guest", area: "deck", spot: "seat", act: "send_home" }] },
    areas: [
      { at: "pier:P1", name: "lower", of: "guest", takes: 5, prefix: "L", numbered: 5 },
      { at: "pier:P1", name: "upper", of: "guest", takes: 2 },
    ],
  },
  tabs: [{ name: "pier", of: "guest", in: ["waiting"], by: ["pier", "crew"] }],
  cards: {
    guest: { of: "guest", title: ["name"], number: "number", search: ["name", "number"], party: "group" },
    boat: { of: "boat", title: ["line"] },
    ticket: { of: "ticket", title: ["guests"], people: "guests" },
  },
});

const me: Session = {
  ...{ inc: "k7x4mq", person: "u1", who: "Ada", roles: ["pier", "crew"], place: "pier:P1", scopes: ["pier:P1"] },
  ...{ version: "f1", practice: true },
};

export function seen(kind: string, id: string, values: Record<string, Value>, state?: string, since = 0): View {
  const journey: Journey | null =
    state === undefined
      ? null
      : { state, holder: "pier:P1", place: "pier:P1", since, last: ["k7x4mq", 1], before: [], anomalies: [] };
  const rest = { heads: {}, conflicts: [], until: null, events: [], pending: 0, troubled: [], oneOf: [] };
  return { kind, id, v: 1, values, journey, ...rest };
}

export const sightOf = (views: readonly View[], roles: readonly string[] = me.roles): Sight => ({
  programme: ferry,
  session: { ...me, roles },
  views: new Map(views.map((view) => [view.id, view])),
});

/** A world whose ids are numbered and whose clock stands. */
export function stillWorld(at = 1_584_700_000_000): World {
  let made = 0;
  return {
    id: () => `id-${++made}`,
    now: () => at,
    dayOf: (ms) => new Date(ms).toISOString().slice(0, 10),
    timeOf: (ms) => new Date(ms).toISOString(),
    language: () => "en",
  };
}
