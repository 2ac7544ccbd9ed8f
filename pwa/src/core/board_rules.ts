// What a programme says of the boards a post works from (twin of sync/board_rules.py). Names are those of the wire.

/** The dispatch board: who waits for which vehicle. `class` … `to` are fields of the vehicle. */
export interface Dispatch {
  readonly of: string;
  readonly vehicle: string;
  readonly by: readonly string[];
  readonly class: string;
  readonly seats: string;
  readonly driver: string;
  readonly from: string;
  readonly to: string;
  readonly ready: readonly string[];
  readonly plan: string;
  readonly took: { readonly from: string; readonly until: string };
  readonly queues: readonly { readonly class: string; readonly in: readonly string[] }[];
}

/** How sites are laid out: who stands in which area, how many it takes, which places bear a number. */
export interface SitePlan {
  readonly by: readonly string[];
  readonly near_percent: number;
  readonly occupants: readonly Occupants[];
  readonly areas: readonly Area[];
}

/** What stands in areas. `area` "": there is only one for them. */
export interface Occupants {
  readonly of: string;
  readonly spot: string;
  readonly act: string;
  readonly area: string;
}

/** A part of the place `at` that takes `takes` records of kind `of`. */
export interface Area {
  readonly at: string;
  readonly name: string;
  readonly of: string;
  readonly takes: number;
  readonly prefix: string;
  readonly numbered: number;
}
