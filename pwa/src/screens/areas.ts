// Who is where in a site, and how much room each area has left: read off this phone's own copy, network or not.

import type { Area, Occupants, SitePlan } from "../core/board_rules";
import type { View } from "../store/api";
import type { Sight } from "./look";
import { mayWatch } from "./may_watch";

export type Room = "free" | "near" | "full" | "over";

/** A place that bears a number. More than one on it is one too many. */
export interface Spot {
  readonly label: string;
  readonly on: readonly View[];
}

/** An area as it is now. `loose`: who is in it without one of its numbered places. */
export interface AreaNow {
  readonly area: Area;
  readonly rule: Occupants;
  readonly here: readonly View[];
  readonly spots: readonly Spot[];
  readonly loose: readonly View[];
  readonly room: Room;
}

/** A site as it is now. `nowhere`: who is in it and in none of its areas. */
export interface SiteNow {
  readonly at: string;
  readonly areas: readonly AreaNow[];
  readonly nowhere: readonly View[];
}

export const maySeePlan = (sight: Sight): boolean => {
  const { plan } = sight.programme;
  if (!plan?.by.some((role) => sight.session.roles.includes(role))) return false;
  return mayWatch(sight) || plan.areas.some(({ at }) => at === sight.session.place);
};

/** The sites this post sees: its own, or all for whoever oversees everything. */
export function sitesOf(sight: Sight, plan: SitePlan): readonly SiteNow[] {
  const all = [...new Set(plan.areas.map(({ at }) => at))];
  const mine = mayWatch(sight) ? all : all.filter((at) => at === sight.session.place);
  return mine.map((at) => siteNow(sight, plan, at));
}

function siteNow(sight: Sight, plan: SitePlan, at: string): SiteNow {
  const held = [...sight.views.values()].filter(({ journey }) => journey?.holder === at).sort(longestFirst);
  const areas = plan.areas
    .filter((area) => area.at === at)
    .flatMap((area) => {
      const rule = plan.occupants.find(({ of }) => of === area.of);
      return rule
        ? areaNow(
            plan,
            area,
            rule,
            held.filter((view) => isIn(view, area, rule)),
          )
        : [];
    });
  const placed = new Set(areas.flatMap(({ here }) => here));
  const kinds = plan.occupants.map(({ of }) => of);
  return { at, areas, nowhere: held.filter((view) => kinds.includes(view.kind) && !placed.has(view)) };
}

const isIn = (view: View, area: Area, rule: Occupants): boolean =>
  view.kind === area.of && (rule.area === "" || view.values[rule.area] === area.name);

function areaNow(plan: SitePlan, area: Area, rule: Occupants, here: readonly View[]): AreaNow {
  const spots = labelsOf(area).map((label) => ({
    label,
    on: here.filter((view) => spotOf(area, rule, view) === label),
  }));
  const seated = new Set(spots.flatMap(({ on }) => on));
  return {
    area,
    rule,
    here,
    spots,
    loose: here.filter((view) => !seated.has(view)),
    room: roomOf(plan, area, here.length),
  };
}

export const labelsOf = (area: Area): readonly string[] =>
  Array.from({ length: area.numbered }, (_, n) => `${area.prefix}${String(n + 1)}`);

/** As the place is written on it: people also say its number alone. */
function spotOf(area: Area, rule: Occupants, view: View): string {
  const said = String(view.values[rule.spot] ?? "")
    .toUpperCase()
    .replaceAll(/[\s-]/g, "");
  const number = said.startsWith(area.prefix) ? said.slice(area.prefix.length) : said;
  return /^\d+$/.test(number) ? `${area.prefix}${String(Number(number))}` : said;
}

function roomOf(plan: SitePlan, area: Area, count: number): Room {
  if (count > area.takes) return "over";
  if (count === area.takes) return "full";
  return count * 100 >= area.takes * plan.near_percent ? "near" : "free";
}

/** The areas that have little room or none, the fullest first. */
export const tight = (sites: readonly SiteNow[]): readonly AreaNow[] =>
  sites
    .flatMap(({ areas }) => areas)
    .filter(({ room }) => room !== "free")
    .sort((a, b) => b.here.length / b.area.takes - a.here.length / a.area.takes);

/** Since when somebody has been here: their last coming to this holder, ms since 1970 UTC. */
export function hereSince(view: View): number {
  const at = view.journey?.holder;
  const came = view.events.filter(({ place, flag }) => place === at && flag === null);
  return came[0]?.stamp[0] ?? view.journey?.since ?? 0;
}

const longestFirst = (a: View, b: View): number => hereSince(a) - hereSince(b) || (a.id < b.id ? -1 : 1);
