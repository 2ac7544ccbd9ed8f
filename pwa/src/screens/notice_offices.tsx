// Who can be reached: each office's light with its reason in words, who is on duty there, and what would happen next.

import { useState } from "preact/hooks";
import { Button } from "../parts/button";
import { Icon } from "../parts/icon";
import { StateMark, type Tone } from "../parts/mark";
import { calls, type Office, ProblemOfServer, type Rehearsed, rehearsal } from "../store/api";
import { say, type WordKey } from "../words";
import { problemWords } from "../words/problems";
import { clock, moment } from "../words/time";
import { CallsHere } from "./calls";
import type { Sight } from "./look";
import { placeName } from "./naming";
import { reachWord } from "./notice_story";

const TONES: Readonly<Record<string, Tone>> = { green: "settled", amber: "waiting", red: "overdue" };
const LIGHTS = { green: "asked.green", amber: "asked.amber", red: "asked.red" } as const;
const WHYS = {
  untested: "asked.why.untested",
  nobody_listed: "asked.why.nobody_listed",
  open_app_only: "asked.why.open_app_only",
  unreachable: "asked.why.unreachable",
  unheard: "asked.why.unheard",
} as const satisfies Readonly<Record<string, WordKey>>;
const LAST: readonly string[] = ["telephone", "ends"];
const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const WORST_FIRST: readonly string[] = ["red", "amber", "green"];

interface Seen {
  readonly sight: Sight;
  readonly now: number;
  /** The draft that rehearsals are played with; "" = as things stand. */
  readonly ladder: string;
}

/** An office sees itself; everybody else sees all, the worst first. */
export function Offices({ offices, ...seen }: Seen & { readonly offices: readonly Office[] }) {
  const { sight } = seen;
  const own = offices.filter((one) => sight.session.scopes.includes(one.place));
  const shown = own.length > 0 ? own : [...offices].sort(byLight);
  return (
    <section class="requests">
      <h2>{own.length > 0 ? say("asked.own") : say("asked.offices")}</h2>
      {own.length > 0 && calls.value !== "on" && <CallsHere />}
      <ul class="offices">
        {shown.map((office) => (
          <OfficeRow key={office.place} {...seen} office={office} />
        ))}
      </ul>
    </section>
  );
}

function OfficeRow({ sight, now, ladder, office }: Seen & { readonly office: Office }) {
  const [played, play] = useState<Played | null>(null);
  const rehearse = async (at: number) => {
    try {
      play({ at, told: await rehearsal(office.place, at, ladder) });
    } catch (cause) {
      if (!(cause instanceof ProblemOfServer)) throw cause;
      play({ at, told: problemWords(cause.code).what });
    }
  };
  return (
    <li class="office" data-light={office.light}>
      <div class="office-head">
        <b>{placeName(sight, office.place)}</b>
        <StateMark tone={TONES[office.light] ?? "waiting"}>{say(LIGHTS[office.light])}</StateMark>
      </div>
      <p class="quiet">{whyWords(office, now)}</p>
      <Phones office={office} />
      <OnDutyThere now={now} office={office} />
      {played === null ? (
        <Button kind="quiet" onPress={() => void rehearse(now)}>
          {say("asked.rehearse")}
        </Button>
      ) : (
        <Rehearsal sight={sight} office={office} played={played} onTime={(time) => void rehearse(nextAt(time, now))} />
      )}
    </li>
  );
}

/** Whoever is on duty at an office, each with a number to ring. */
export function OnDutyThere({ now, office }: { readonly now: number; readonly office: Office }) {
  return (
    <>
      {office.on_duty.map((one) => (
        <p key={one.record} class="office-duty">
          <Icon name="person" size={20} />
          <span>{say("asked.until", { who: one.who, time: moment(one.until, now) })}</span>
          {one.telephone && (
            <a class="office-phone" href={`tel:${one.telephone}`}>
              <Icon name="phone" size={20} />
              {one.telephone}
            </a>
          )}
        </p>
      ))}
    </>
  );
}

/** Which phones a leader should look after, though the office as a whole can be reached. */
function Phones({ office }: { readonly office: Office }) {
  return (
    <>
      {(office.unable ?? 0) > 0 && (
        <p>
          <StateMark tone="waiting">{say("asked.unable", { count: office.unable ?? 0 })}</StateMark>
        </p>
      )}
      {office.app_only > 0 && (
        <p>
          <StateMark tone="waiting">{say("asked.appOnly", { count: office.app_only })}</StateMark>
        </p>
      )}
      {office.stale > 0 && (
        <p>
          <StateMark tone="waiting">{say("asked.stale", { count: office.stale })}</StateMark>
        </p>
      )}
    </>
  );
}

/** What would happen from `at` (ms) on, or why nobody knows. */
interface Played {
  readonly at: number;
  readonly told: readonly Rehearsed[] | string;
}

interface RehearsalProps {
  readonly sight: Sight;
  readonly office: Office;
  readonly played: Played;
  readonly onTime: (time: string) => void;
}

function Rehearsal({ sight, office, played: { at, told }, onTime }: RehearsalProps) {
  const time = clock(at);
  const another = (
    <label class="rehearse-at">
      <span>{say("asked.rehearseTime")}</span>
      <input
        class="input"
        type="time"
        value={time}
        onChange={({ currentTarget: { value } }) => {
          if (value) onTime(value);
        }}
      />
    </label>
  );
  if (typeof told === "string")
    return (
      <>
        <p>{told}</p>
        {another}
      </>
    );
  return (
    <div class="story">
      {another}
      <p>{say("asked.rehearseAt", { office: placeName(sight, office.place), time })}</p>
      <ol>
        {told.map((one, nth) => (
          <li key={nth}>
            <time dateTime={new Date(one.at).toISOString()}>{clock(one.at)}</time>
            <span>{toldWords(sight, one)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function toldWords(sight: Sight, one: Rehearsed): string {
  const where = reachWord(sight, one.reach, one.place);
  if (one.reach === "again") return where;
  // Whom nobody can ring is passed over; whoever must ring up, or decides in the end, is not.
  if (one.phones === 0 && one.people.length === 0 && LAST.includes(one.reach)) return where;
  const whom =
    one.phones === 0 && !LAST.includes(one.reach)
      ? say("asked.nobody")
      : one.people.length > 0
        ? one.people.join(", ")
        : say("asked.everyPhone", { count: one.phones });
  return `${where}: ${whom}`;
}

function whyWords(office: Office, now: number): string {
  if (office.why === "tested") return say("asked.why.tested", { time: moment(office.tested_at ?? now, now) });
  return isPlain(office.why) ? say(WHYS[office.why]) : office.why;
}

const isPlain = (why: string): why is keyof typeof WHYS => Object.hasOwn(WHYS, why);

/** When the programme's clocks next show that time ("03:10"). */
function nextAt(time: string, now: number): number {
  return now + ((minutesOf(time) - minutesOf(clock(now)) + DAY_MINUTES) % DAY_MINUTES) * MINUTE_MS;
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

const byLight = (one: Office, other: Office) => WORST_FIRST.indexOf(one.light) - WORST_FIRST.indexOf(other.light);
