// A programme with every default in its place. The wire leaves out what stands at its default.

import type { Area, Occupants, SitePlan } from "./board_rules";
import type {
  Act,
  Card,
  Emit,
  Feed,
  Field,
  Form,
  Guard,
  JourneyRules,
  JourneyStep,
  Place,
  Policy,
  PolicyRow,
  Programme,
  Sparse,
  Tab,
  Timer,
  TimerStep,
  Wall,
  WallColumn,
} from "./programme";

const POLICY: Policy = { name: "latest", order: [], contested: false, decided_by: "", after: {}, normal: "text" };
const FIELD: Omit<Field, "policy"> = {
  type: "text",
  options: [],
  of: "",
  needed: false,
  shown: {},
  among: {},
  every: false,
  pattern: "",
  lowest: null,
  highest: null,
  length_max: 400,
  bytes_max: 0,
  default: "",
  calc: "",
  sensitive: false,
  purpose: "",
  hint: false,
  label: "",
};
const EMIT: Emit = { to: "self", name: "", by: "", is: {}, other: "", when: {}, data: [] };
const STEP: JourneyStep = { from: "", event: "", to: "", kind: "fact", by: [], holder: "same", only_if: [] };
const GUARD: Guard = { match: {}, any_of: [], call: "", args: {} };
const TIMER_STEP: TimerStep = { minutes: 0, tell: "", emit: "", who: [] };
const FEED: Feed = { of: "", into: [], while: [], then_keep_hours: 0 };
const PLACE: Place = { code: "", names: {}, opens: "", closes: "", capacity: 0 };
const ROW: PolicyRow = {
  id: "",
  since: "",
  countries: [],
  measure: "",
  home_allowed: false,
  test: false,
  days: 0,
  until: "",
};
const ACT: Act = { name: "", by: [], forms: [], on: "", in: [], when: {}, batch: false, main: false, carry: {} };
const TAB: Tab = { name: "", of: "", by: [], in: [], when: {} };
const CARD: Card = { of: "", title: [], number: "", details: [], search: [], party: "", people: "", marks: {} };

const OCCUPANTS: Occupants = { of: "", spot: "", act: "", area: "" };
const AREA: Area = { at: "", name: "", of: "", takes: 0, prefix: "", numbered: 0 };

const COLUMN: WallColumn = { name: "", in: [], custody: "open" };
const WALL: Omit<Wall, "columns" | "promises" | "vehicles"> = {
  of: "",
  at: [],
  not_counted: [],
  unaccounted: [],
  unaccounted_late: [],
  reminders: [],
  silent_minutes: 30,
  soon_minutes: 15,
  together: [],
};

const each = <Wire, Whole>(wire: Readonly<Record<string, Wire>> | undefined, whole: (one: Wire) => Whole) =>
  Object.fromEntries(Object.entries(wire ?? {}).map(([name, one]) => [name, whole(one)]));

const over =
  <Whole>(standing: Whole) =>
  (wire: Sparse<Whole>): Whole =>
    ({ ...standing, ...(wire as Partial<Whole>) }) as Whole;

export const completedField = (wire: Sparse<Field>): Field =>
  ({ ...FIELD, ...wire, policy: over(POLICY)(wire.policy ?? {}) }) as Field;

export const completedForm = (wire: Sparse<Form>): Form =>
  ({
    ...{ about: "", by: [], steps: [], code: "", record: "new", many: false, also: {} },
    ...wire,
    fields: each(wire.fields as Record<string, Sparse<Field>>, completedField),
    events: (wire.events ?? []).map(over(EMIT)),
  }) as Form;

export const completedRules = (wire: Sparse<JourneyRules>): JourneyRules =>
  ({
    ...{
      about: "",
      final: [],
      groups: {},
      results: [],
      resume: {},
      resume_else: "",
      links: {},
      decides: {},
      alias: null,
    },
    ...wire,
    steps: (wire.steps ?? []).map(over(STEP)),
    guards: each(wire.guards as Record<string, Sparse<Guard>>, over(GUARD)),
    earlier: each(wire.earlier as Record<string, Sparse<JourneyRules>>, completedRules),
  }) as JourneyRules;

export const completedTimer = (wire: Sparse<Timer>): Timer =>
  ({
    about: "",
    in: [],
    while: {},
    later_of: "",
    since: "",
    ...wire,
    steps: (wire.steps ?? []).map(over(TIMER_STEP)),
  }) as Timer;

export const completedFeed: (wire: Sparse<Feed>) => Feed = over(FEED);
export const completedRow: (wire: Sparse<PolicyRow>) => PolicyRow = over(ROW);

const completedPlan = (wire: Sparse<SitePlan>): SitePlan =>
  ({
    ...wire,
    occupants: (wire.occupants ?? []).map(over(OCCUPANTS)),
    areas: (wire.areas ?? []).map(over(AREA)),
  }) as SitePlan;

const completedWall = (wire: Sparse<Wall>): Wall =>
  ({ ...WALL, ...wire, columns: (wire.columns ?? []).map(over(COLUMN)) }) as Wall;

/** The programme of a wire answer, every default in its place. Completing twice changes nothing. */
export const completed = (wire: Sparse<Programme>): Programme =>
  ({
    ...{ name: "", version: "", time_zone: "UTC", languages: [], roles: {} },
    ...wire,
    forms: each(wire.forms as Record<string, Sparse<Form>>, completedForm),
    kinds: each(wire.kinds as Record<string, Record<string, Sparse<Field>>>, (fields) => each(fields, completedField)),
    journeys: each(wire.journeys as Record<string, Sparse<JourneyRules>>, completedRules),
    timers: (wire.timers ?? []).map(completedTimer),
    feeds: (wire.feeds ?? []).map(completedFeed),
    places: (wire.places ?? []).map(over(PLACE)),
    policy: (wire.policy ?? []).map(completedRow),
    acts: (wire.acts ?? []).map(over(ACT)),
    tabs: (wire.tabs ?? []).map(over(TAB)),
    cards: each(wire.cards as Record<string, Sparse<Card>>, over(CARD)),
    dispatch: wire.dispatch ?? null,
    plan: wire.plan ? completedPlan(wire.plan as Sparse<SitePlan>) : null,
    wall: wire.wall ? completedWall(wire.wall as Sparse<Wall>) : null,
  }) as Programme;
