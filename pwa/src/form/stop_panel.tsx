// A wrong step is stopped: whom, why, with the mark that says it, and what one can do instead.

import { Fragment } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../parts/button";
import { Icon } from "../parts/icon";
import { Mark } from "../parts/mark";
import { TextField } from "../parts/text_field";
import type { View } from "../store/api";
import { say } from "../words";
import { marksOf } from "../screens/custody_links";
import type { Sight } from "../screens/look";
import { nameOf, numberOf, stateName, tell } from "../screens/naming";
import type { Stop } from "./stops";

export interface StopPanelProps {
  readonly sight: Sight;
  readonly stops: readonly Stop[];
  /** Takes these records out of what is being done. Absent when that is not possible. */
  readonly onWithout?: ((views: readonly View[]) => void) | undefined;
  /** Records it all the same. Absent when a decision is among what was stopped. */
  readonly onAnyway?: ((reason: string) => void) | undefined;
}

export function StopPanel({ sight, stops, onWithout, onAnyway }: StopPanelProps) {
  const box = useRef<HTMLElement>(null);
  const [anyway, open] = useState(false);
  useEffect(() => {
    box.current?.focus();
    box.current?.scrollIntoView({ block: "start" });
  }, [stops]);
  const views = [...new Map(stops.map((stop) => [stop.view.id, stop.view])).values()];
  const names = views.map((view) => nameOf(sight, view).whole).join(", ");
  return (
    <section class="stop" role="alert" tabIndex={-1} ref={box}>
      <h2>
        <Icon name="hand" size={32} />
        <span>{say("flow.stopped")}</span>
      </h2>
      <ul class="stop-list">
        {views.map((view) => (
          <li key={view.id}>
            <p class="stop-who">
              <b dir="auto">{nameOf(sight, view).whole}</b>
              {marksOf(sight, view).map((mark) => (
                <Mark key={mark.word} {...mark} large />
              ))}
            </p>
            {stops
              .filter((stop) => stop.view.id === view.id)
              .map((stop) => (
                <Fragment key={stop.why + stop.guard}>
                  <p>{whyNot(stop)}</p>
                  {stop.whom.length > 0 && <Whom sight={sight} whom={stop.whom} />}
                </Fragment>
              ))}
          </li>
        ))}
      </ul>
      <div class="notice-acts">
        {onWithout && <Button onPress={() => onWithout(views)}>{say("flow.leaveOut", { name: names })}</Button>}
        {onAnyway && !anyway && (
          <Button kind="quiet" onPress={() => open(true)}>
            {say("flow.happened")}
          </Button>
        )}
      </div>
      {onAnyway && anyway && <Anyway onAnyway={onAnyway} />}
    </section>
  );
}

/** Those the guard speaks of, by name, with the mark that tells where they belong. */
function Whom({ sight, whom }: { readonly sight: Sight; readonly whom: readonly View[] }) {
  return (
    <ul class="stop-whom">
      {whom.map((view) => (
        <li key={view.id} class="stop-who">
          <b dir="auto">{nameOf(sight, view).whole}</b>
          <span class="row-number">{numberOf(sight, view)}</span>
          {marksOf(sight, view).map((mark) => (
            <Mark key={mark.word} {...mark} />
          ))}
        </li>
      ))}
    </ul>
  );
}

function Anyway({ onAnyway }: { readonly onAnyway: (reason: string) => void }) {
  const [reason, type] = useState("");
  const [tried, tryIt] = useState(false);
  return (
    <div class="stop-anyway">
      <TextField
        id="stop-reason"
        label={say("flow.happenedReason")}
        hint={say("flow.happenedWhy")}
        lines={2}
        value={reason}
        onChange={type}
        problem={tried && !reason.trim() ? say("fault.needed") : undefined}
      />
      <Button kind="grave" wide onPress={() => (reason.trim() ? onAnyway(reason) : tryIt(true))}>
        {say("flow.saveAnyway")}
      </Button>
    </div>
  );
}

/** Why it may not be now, in the programme's words. */
export function whyNot(stop: Stop): string {
  if (stop.why === "guard") return tell(`guard.${stop.view.kind}.${stop.guard}`);
  return stop.why === "role" ? say("flow.notYourRole") : say("flow.noRow", { state: stateName(stop.view) || "—" });
}
