// A record's chain for the eye: who held it, who holds it, who is next.

import { fold } from "../core/custody";
import type { JourneyRules } from "../core/programme";
import type { Journey } from "../core/wire";
import type { ChainLink } from "../parts/chain";
import type { Sign } from "../parts/mark";
import type { TinyChainProps } from "../parts/tiny_chain";
import type { EventView, View } from "../store/api";
import { standsIn } from "./board";
import { dueOf } from "./due";
import type { Sight } from "./look";
import { holderName, stateName, tell, told } from "./naming";

/** Links oldest first, the present one open, the next one hollow, a time without a holder as a gap. */
export function linksOf(sight: Sight, view: View): readonly ChainLink[] {
  const rules = sight.programme.journeys[view.kind];
  const events = view.events.filter((event) => event.flag === null);
  if (!rules || events.length === 0) return [];
  const stands = events.map((_, at) => fold(events.slice(0, at + 1), rules));
  const ended = rules.final.includes(view.journey?.state ?? "");
  const links = events.flatMap((event, at): ChainLink[] => {
    const last = at === events.length - 1;
    const link = heldLink(sight, view, event, stands[at], last && (ended ? "end" : "now"));
    return [link, ...gapAfter(rules, stands[at], event, events[at + 1])];
  });
  const next = ended ? null : nextOf(sight, view);
  return next ? [...links, { kind: "next", key: "next", holder: next, ...limitOf(sight, view) }] : links;
}

/** The same chain as one small line on a row. */
export function tinyChain(sight: Sight, view: View, now: number): TinyChainProps | undefined {
  const journey = view.journey;
  const rules = sight.programme.journeys[view.kind];
  if (!journey?.state || !rules) return undefined;
  const ended = rules.final.includes(journey.state);
  const due = dueOf(sight, view);
  return {
    past: Math.max(view.events.length - 1, 0),
    holder: holderName(sight, journey.holder) || stateName(view),
    next: ended ? undefined : (nextOf(sight, view) ?? undefined),
    over: due !== null && due.limit < now,
    pending: view.events.some((event) => event.pending),
    gap: !ended && journey.holder === null,
    ended,
  };
}

/** Who must act next, and how: the programme's main act for this state, whoever does it. */
export function nextOf(sight: Sight, view: View): string | null {
  const act = sight.programme.acts.find(
    (one) => one.main && one.on === view.kind && one.in.length > 0 && standsIn(sight.programme, view, one.in),
  );
  if (!act) return null;
  const [role] = act.by;
  return role ? `${tell(`act.${act.name}`)} · ${tell(`role.${role}`)}` : tell(`act.${act.name}`);
}

function heldLink(
  sight: Sight,
  view: View,
  event: EventView,
  after: Journey | undefined,
  stands: "end" | "now" | false,
): ChainLink {
  const held = {
    key: `${event.inc}.${event.stamp[2]}.${event.name}`,
    holder: holderName(sight, after?.holder ?? event.place) || tell(`state.${view.kind}.${after?.state ?? ""}`),
    event: tell(`event.${view.kind}.${event.name}`),
    at: event.stamp[0],
    who: event.who,
    device: event.inc,
    pending: event.pending,
    note: noteOn(view, event),
  };
  if (stands === "end") return { ...held, kind: "end", sign: signOf(sight, view) };
  if (stands === "now") return { ...held, kind: "now", state: stateName(view), ...limitOf(sight, view) };
  return { ...held, kind: "past" };
}

/** What is odd about an event: guards that did not hold, or a step no row allowed. */
function noteOn(view: View, event: EventView): string | undefined {
  const guards = event.failed.map((name) => told(`guard.${view.kind}.${name}`) ?? name);
  const [, inc, seq] = event.stamp;
  const odd =
    view.journey?.anomalies.filter(([code, dot]) => code !== "guard" && dot[0] === inc && dot[1] === seq) ?? [];
  const codes = odd.map(([code]) => told(`anomaly.${code}`) ?? code);
  return [...guards, ...codes].join(" ") || undefined;
}

function gapAfter(rules: JourneyRules, after: Journey | undefined, event: EventView, next?: EventView): ChainLink[] {
  if (!after?.state || after.holder !== null || rules.final.includes(after.state)) return [];
  if (rules.steps.every((step) => step.holder !== "here")) return [];
  return [{ kind: "gap", key: `gap.${event.stamp[0]}`, from: event.stamp[0], until: next?.stamp[0] ?? null }];
}

function limitOf(sight: Sight, view: View): { readonly due?: number } {
  const due = dueOf(sight, view);
  return due ? { due: due.limit } : {};
}

/** The mark the record's card gives one of its values, drawn on the last link. */
function signOf(sight: Sight, view: View): Sign | undefined {
  return marksOf(sight, view)[0]?.sign;
}

/** The card's marks that stand for this record's values: sign and word. */
export function marksOf(sight: Sight, view: View): readonly { readonly sign: Sign; readonly word: string }[] {
  const marks = sight.programme.cards[view.kind]?.marks ?? {};
  return Object.entries(marks).flatMap(([field, signs]) => {
    const value = view.values[field];
    const sign = typeof value === "string" || typeof value === "boolean" ? signs[String(value)] : undefined;
    const label = sight.programme.kinds[view.kind]?.[field]?.label ?? field;
    return sign
      ? [{ sign: sign as Sign, word: told(`${label}.${String(value)}.mark`) ?? tell(`${label}.${String(value)}`) }]
      : [];
  });
}
