// The plan of a site: its areas and numbered places, who is where and how long they have waited, and where room runs out.

import { useState } from "preact/hooks";
import { Button } from "../parts/button";
import { Icon } from "../parts/icon";
import { StateMark, type Tone } from "../parts/mark";
import { go, link } from "../route";
import { say } from "../words";
import { duration, moment } from "../words/time";
import type { View } from "../store/api";
import { actsOn } from "./board";
import { Screen } from "./chrome";
import { dueOf, urgency } from "./due";
import type { Sight } from "./look";
import { nameOf, numberOf, placeName, tell } from "./naming";
import { hereSince, sitesOf, tight, type AreaNow, type Room, type SiteNow, type Spot } from "./areas";
import "./site_plan.css";

export interface PlanProps {
  readonly sight: Sight;
  readonly now: number;
}

export function SitePlanScreen({ sight, now }: PlanProps) {
  const { plan } = sight.programme;
  if (!plan) return null;
  const sites = sitesOf(sight, plan);
  return (
    <Screen title={tell("plan")} lead={say("plan.asOf", { time: moment(now, now) })}>
      <Warnings areas={tight(sites)} />
      {sites.map((site) => (
        <Site key={site.at} {...{ sight, now, site }} />
      ))}
      <div class="plan-print">
        <Button wide onPress={() => print()}>
          {say("plan.print")}
        </Button>
        <p class="quiet">{say("plan.printWhy")}</p>
      </div>
    </Screen>
  );
}

const TONE: Readonly<Record<Room, Tone>> = { free: "settled", near: "waiting", full: "overdue", over: "overdue" };

const roomWord = ({ room, area, here }: AreaNow): string => {
  const left = area.takes - here.length;
  if (room === "over") return say("plan.over", { count: -left });
  if (room === "full") return say("plan.full");
  return say(room === "near" ? "plan.near" : "plan.free", { count: left });
};

function Warnings({ areas }: { readonly areas: readonly AreaNow[] }) {
  if (areas.length === 0) return null;
  return (
    <ul class="plan-warnings" role="status">
      {areas.map((one) => (
        <li key={`${one.area.at} ${one.area.name}`} data-tone={TONE[one.room]}>
          <Icon name={one.room === "near" ? "clock" : "alert"} size={22} />
          <b>{tell(`plan.${one.area.name}`)}</b>
          <span>{roomWord(one)}</span>
        </li>
      ))}
    </ul>
  );
}

interface SiteProps extends PlanProps {
  readonly site: SiteNow;
}

function Site({ sight, now, site }: SiteProps) {
  return (
    <section class="site" aria-label={placeName(sight, site.at)}>
      <h2>{placeName(sight, site.at)}</h2>
      <Nowhere {...{ sight, now, site }} />
      <div class="site-areas">
        {site.areas.map((one) => (
          <AreaCard key={one.area.name} {...{ sight, now, site, one }} />
        ))}
      </div>
    </section>
  );
}

/** Who is here and was given no area yet. */
function Nowhere({ sight, now, site }: SiteProps) {
  if (site.nowhere.length === 0) return null;
  return (
    <div class="plan-nowhere">
      <StateMark tone="waiting">{say("plan.nowhere", { count: site.nowhere.length })}</StateMark>
      <People {...{ sight, now }} views={site.nowhere} />
    </div>
  );
}

interface AreaProps extends SiteProps {
  readonly one: AreaNow;
}

function AreaCard({ sight, now, site, one }: AreaProps) {
  const [seating, seat] = useState<string | null>(null);
  const name = tell(`plan.${one.area.name}`);
  return (
    <section class="area" aria-label={name} data-room={one.room}>
      <header class="area-head">
        <h3>{name}</h3>
        <p class="area-count">
          <b>{one.here.length}</b>
          <span>/ {one.area.takes}</span>
        </p>
        <span class="area-bar" aria-hidden="true">
          <span style={`inline-size:${String(Math.min(one.here.length / one.area.takes, 1) * 100)}%`} />
        </span>
        <StateMark tone={TONE[one.room]}>{roomWord(one)}</StateMark>
      </header>
      {one.spots.length > 0 && (
        <ul class="spots">
          {one.spots.map((spot) => (
            <SpotTile
              key={spot.label}
              {...{ sight, now, spot }}
              isOpen={seating === spot.label}
              onSeat={() => seat(seating === spot.label ? null : spot.label)}
            />
          ))}
        </ul>
      )}
      {seating !== null && <Seating {...{ sight, now, site, one }} spot={seating} />}
      <Doubled {...{ sight, now }} spots={one.spots} />
      {one.loose.length > 0 && (
        <div class="area-loose">
          {one.spots.length > 0 && <p class="quiet">{say("plan.loose", { count: one.loose.length })}</p>}
          <People {...{ sight, now }} views={one.loose} />
        </div>
      )}
    </section>
  );
}

interface SpotProps extends PlanProps {
  readonly spot: Spot;
  readonly isOpen: boolean;
  readonly onSeat: () => void;
}

function SpotTile({ sight, now, spot, isOpen, onSeat }: SpotProps) {
  const [first] = spot.on;
  if (!first)
    return (
      <li>
        <button
          type="button"
          class="spot"
          aria-expanded={isOpen}
          aria-label={say("plan.spotFree", { spot: spot.label })}
          onClick={onSeat}
        >
          {spot.label}
        </button>
      </li>
    );
  const late = urgency(dueOf(sight, first), now);
  const { whole } = nameOf(sight, first);
  return (
    <li>
      <a
        class="spot"
        data-taken
        data-late={late === "calm" ? undefined : late}
        data-double={spot.on.length > 1 || undefined}
        href={link("record", first.id)}
        aria-label={say("plan.spotTaken", {
          spot: spot.label,
          name: whole,
          duration: duration(now - hereSince(first)),
        })}
      >
        <b>{spot.label}</b>
        <span>{spot.on.length > 1 ? `×${String(spot.on.length)}` : hours(now - hereSince(first))}</span>
      </a>
    </li>
  );
}

const HOUR_MS = 3_600_000;
/** A wait that fits a tile: 7:05. */
const hours = (ms: number): string => {
  const length = Math.max(ms, 0);
  const minutes = String(Math.floor((length % HOUR_MS) / 60_000)).padStart(2, "0");
  return `${String(Math.floor(length / HOUR_MS))}:${minutes}`;
};

/** Two on one place is seen at once, and both are named. */
function Doubled({ sight, now, spots }: PlanProps & { readonly spots: readonly Spot[] }) {
  return (
    <>
      {spots
        .filter(({ on }) => on.length > 1)
        .map(({ label, on }) => (
          <div key={label} class="plan-nowhere">
            <StateMark tone="overdue">{say("plan.doubled", { spot: label, count: on.length })}</StateMark>
            <People {...{ sight, now }} views={on} />
          </div>
        ))}
    </>
  );
}

/** A free place was tapped: who of those without one may be given it. */
function Seating({ sight, site, one, spot }: AreaProps & { readonly spot: string }) {
  const able = [...site.areas.flatMap(({ loose }) => loose), ...site.nowhere].filter(
    (view) => view.kind === one.area.of && actsOn(sight, view).some(({ name }) => name === one.rule.act),
  );
  const said = JSON.stringify({ ...(one.rule.area && { [one.rule.area]: one.area.name }), [one.rule.spot]: spot });
  return (
    <div class="seating" role="group" aria-label={say("plan.who", { spot })}>
      <p>
        <b>{say("plan.who", { spot })}</b>
      </p>
      {able.map((view) => (
        <Button key={view.id} wide onPress={() => go(link("act", one.rule.act, { on: view.id, say: said }))}>
          {[nameOf(sight, view).whole, numberOf(sight, view)].filter(Boolean).join(" · ")}
        </Button>
      ))}
      {able.length === 0 && <p class="quiet">{say("plan.nobodyToSeat")}</p>}
    </div>
  );
}

/** Rows with the clock that runs for each: it runs on this phone, whether the server is there or not. */
function People({ sight, now, views }: PlanProps & { readonly views: readonly View[] }) {
  return (
    <ul class="plan-people">
      {views.map((view) => {
        const late = urgency(dueOf(sight, view), now);
        return (
          <li key={view.id}>
            <a href={link("record", view.id)}>
              <b dir="auto">{nameOf(sight, view).whole}</b>
              <span class="row-number">{numberOf(sight, view)}</span>
              <span class="plan-wait" data-late={late === "calm" ? undefined : late}>
                {late !== "calm" && <Icon name={late === "overdue" ? "alert" : "clock"} size={18} />}
                {duration(now - hereSince(view))}
              </span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}
