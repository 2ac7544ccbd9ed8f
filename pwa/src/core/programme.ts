// A programme as phones fetch it (twin of sync/programme.py). Names are those of the wire. What the wire leaves out
// stands at its default: `completed` (completed.ts) puts it there once, so that nobody else has to think of it.

import type { AliasRules } from "./alias_rules";
import type { Dispatch, SitePlan } from "./board_rules";
import type { Upcast } from "./upcast_rules";

export type Scalar = string | number | boolean;
/** Reference word -> what it must equal, any of a list, "given" or "absent". All must hold. See match.ts. */
export type Match = Readonly<Record<string, Scalar | readonly Scalar[]>>;

export type FieldType =
  | "text"
  | "int"
  | "num"
  | "bool"
  | "choice"
  | "multi"
  | "date"
  | "datetime"
  | "dates"
  | "phone"
  | "country"
  | "countries"
  | "language"
  | "place"
  | "ref"
  | "refs"
  | "sign"
  | "photo"
  | "code"
  | "mrz"
  | "list";
export type PolicyName = "latest" | "source" | "first" | "safest" | "set" | "count" | "log" | "review" | "derived";
export type StepKind = "fact" | "decision" | "clock";
export type HolderRule = "here" | "same" | "other" | "none";

/** How several standing values of a field become one. */
export interface Policy {
  readonly name: PolicyName;
  readonly order: readonly string[];
  readonly contested: boolean;
  readonly decided_by: string;
  readonly after: Readonly<Record<string, PolicyName>>;
  readonly normal: "text" | "upper" | "digits";
}

/** One question of a form. */
export interface Field {
  readonly type: FieldType;
  readonly policy: Policy;
  readonly options: readonly string[];
  readonly of: string;
  readonly needed: boolean | Match;
  readonly shown: Match;
  readonly among: Match;
  readonly every: boolean;
  readonly pattern: string;
  readonly lowest: number | null;
  readonly highest: number | null;
  readonly length_max: number;
  readonly bytes_max: number;
  readonly default: string;
  readonly calc: string;
  readonly sensitive: boolean;
  readonly purpose: string;
  readonly hint: boolean;
  readonly label: string;
}

/** One screen of a form. */
export interface Step {
  readonly name: string;
  readonly fields: readonly string[];
  readonly facing: "staff" | "traveller";
}

/** An event a form gives rise to. */
export interface Emit {
  readonly to: string;
  readonly name: string;
  readonly by: string;
  readonly is: Readonly<Record<string, string>>;
  readonly other: string;
  readonly when: Match;
  readonly data: readonly string[];
}

/** A paper form as data. Saving it makes one op. */
export interface Form {
  readonly about: string;
  readonly by: readonly string[];
  readonly fields: Readonly<Record<string, Field>>;
  readonly steps: readonly Step[];
  readonly code: string;
  readonly record: "new" | "existing";
  readonly many: boolean;
  readonly also: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly events: readonly Emit[];
}

/** One row of a journey. `from` "" = no journey yet; a group name stands for its states. */
export interface JourneyStep {
  readonly from: string;
  readonly event: string;
  readonly to: string;
  readonly kind: StepKind;
  readonly by: readonly string[];
  readonly holder: HolderRule;
  readonly only_if: readonly string[];
}

/** A named condition of a journey. */
export interface Guard {
  readonly match: Match;
  readonly any_of: readonly Match[];
  readonly call: "" | "seats_left" | "whole_party" | "emptied" | "policy";
  readonly args: Readonly<Record<string, Scalar>>;
}

/** What deciding a contested field does to the journey. */
export interface Decides {
  readonly emits: Readonly<Record<string, string>>;
  readonly unless: Readonly<Record<string, readonly string[]>>;
}

/** A kind's journey. */
export interface JourneyRules {
  readonly about: string;
  readonly steps: readonly JourneyStep[];
  readonly final: readonly string[];
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly results: readonly string[];
  readonly resume: Readonly<Record<string, readonly string[]>>;
  readonly resume_else: string;
  readonly guards: Readonly<Record<string, Guard>>;
  readonly links: Readonly<Record<string, string>>;
  readonly decides: Readonly<Record<string, Decides>>;
  /** The same journey in other versions: an event moves a record as its own version says. */
  readonly earlier: Readonly<Record<string, JourneyRules>>;
  readonly alias: AliasRules | null;
}

export interface TimerStep {
  readonly minutes: number;
  readonly tell: string;
  readonly emit: string;
  readonly who: readonly string[];
}

/** How long a record of kind `about` may stay in one of the states `in`. */
export interface Timer {
  readonly about: string;
  readonly in: readonly string[];
  readonly steps: readonly TimerStep[];
  readonly while: Match;
  readonly later_of: string;
  readonly since: string;
}

/** Which scopes a record of kind `of` is in. */
export interface Feed {
  readonly of: string;
  readonly into: readonly string[];
  readonly while: readonly string[];
  readonly then_keep_hours: number;
}

/** A place people can be at or be sent to. `code` "kind:id" is also its scope. */
export interface Place {
  readonly code: string;
  readonly names: Readonly<Record<string, string>>;
  readonly opens: string;
  readonly closes: string;
  readonly capacity: number;
}

/** A rule by date. Times are RFC 3339 with offset; `until` is exclusive, "" = open. */
export interface PolicyRow {
  readonly id: string;
  readonly since: string;
  readonly countries: readonly string[];
  readonly measure: string;
  readonly home_allowed: boolean;
  readonly test: boolean;
  readonly days: number;
  readonly until: string;
}

/** Something a post can do: one or more forms in one flow. */
export interface Act {
  readonly name: string;
  readonly by: readonly string[];
  readonly forms: readonly string[];
  readonly on: string;
  readonly in: readonly string[];
  readonly when: Match;
  readonly batch: boolean;
  readonly main: boolean;
  readonly carry: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A list on a post's screen. */
export interface Tab {
  readonly name: string;
  readonly of: string;
  readonly by: readonly string[];
  readonly in: readonly string[];
  readonly when: Match;
}

/** How a record of a kind is shown. */
export interface Card {
  readonly of: string;
  readonly title: readonly string[];
  readonly number: string;
  readonly details: readonly string[];
  readonly search: readonly string[];
  readonly party: string;
  readonly people: string;
  readonly marks: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A term of the wall's headcount, called "wall.<name>". */
export interface WallColumn {
  readonly name: string;
  readonly in: readonly string[];
  readonly custody: "open" | "over" | "lost";
}

/** Records of a kind in one of these states. */
export interface Standing {
  readonly of: string;
  readonly in: readonly string[];
}

/** What whoever oversees the whole operation sees at once; opened from the places `at`. */
export interface Wall {
  readonly of: string;
  readonly at: readonly string[];
  readonly not_counted: readonly string[];
  readonly columns: readonly WallColumn[];
  readonly promises: Standing;
  readonly vehicles: Standing;
  readonly unaccounted: readonly string[];
  readonly unaccounted_late: readonly string[];
  readonly reminders: readonly string[];
  readonly silent_minutes: number;
  readonly soon_minutes: number;
  readonly together: readonly { readonly in: readonly string[]; readonly minutes: number }[];
}

/** A checked programme. `kinds`: kind -> field -> the one Field that rules it, whichever form writes it. */
export interface Programme {
  readonly name: string;
  readonly version: string;
  readonly time_zone: string;
  readonly languages: readonly string[];
  readonly roles: Readonly<Record<string, readonly string[]>>;
  readonly forms: Readonly<Record<string, Form>>;
  readonly kinds: Readonly<Record<string, Readonly<Record<string, Field>>>>;
  readonly journeys: Readonly<Record<string, JourneyRules>>;
  readonly timers: readonly Timer[];
  readonly feeds: readonly Feed[];
  readonly places: readonly Place[];
  readonly policy: readonly PolicyRow[];
  readonly acts: readonly Act[];
  readonly tabs: readonly Tab[];
  readonly cards: Readonly<Record<string, Card>>;
  readonly wall: Wall | null;
  readonly rolls: readonly { readonly of: string; readonly by: readonly string[] }[];
  readonly dispatch: Dispatch | null;
  readonly plan: SitePlan | null;
  /** Left out where no older version asked anything otherwise. */
  readonly upcasts?: readonly Upcast[];
}

/** A programme as the wire carries it: defaults left out, at any depth. */
export type Sparse<T> = T extends readonly (infer Item)[]
  ? readonly Sparse<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]?: Sparse<T[Key]> }
    : T;
