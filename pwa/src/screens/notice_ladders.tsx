// How notices are passed on, as people have edited it: what holds now, and a draft to try before it is put in force.

import { Button } from "../parts/button";
import { Icon } from "../parts/icon";
import { StateMark } from "../parts/mark";
import { link } from "../route";
import type { Ladder } from "../store/api";
import { say } from "../words";
import { moment } from "../words/time";
import { tell } from "./naming";

export interface LaddersProps {
  readonly now: number;
  readonly ladders: readonly Ladder[];
  /** The one the rehearsals below are played with; "" = as things stand. */
  readonly tried: string;
  readonly onTry: (record: string) => void;
}

export function Ladders({ now, ladders, tried, onTry }: LaddersProps) {
  if (ladders.length === 0) return null;
  return (
    <section class="requests">
      <h2>{say("asked.ladders")}</h2>
      {ladders.map((one) => (
        <article key={one.record} class="request" data-open={one.holds || undefined}>
          <a class="request-what" href={link("record", one.record)}>
            <b>{one.label ? tell(one.label) : say("asked.ladders")}</b>
            <span />
            <Icon name="chevron" />
          </a>
          <StateMark tone={one.holds ? "settled" : "waiting"}>
            {say(one.holds ? "asked.ladderHolds" : "asked.ladderWaits")}
          </StateMark>
          <p class="quiet">{say("asked.ladderOf", { time: moment(one.since, now) })}</p>
          {!one.holds && (
            <Button onPress={() => onTry(tried === one.record ? "" : one.record)}>
              {say(tried === one.record ? "asked.ladderLeave" : "asked.ladderTry")}
            </Button>
          )}
          {tried === one.record && <p role="status">{say("asked.ladderTried")}</p>}
        </article>
      ))}
    </section>
  );
}
