// The dispatch board: who waits for which vehicle and how long, what stands ready, and who would be left if it went now.

import { Button } from "../parts/button";
import { Icon } from "../parts/icon";
import { Mark, type Sign } from "../parts/mark";
import { Empty } from "../parts/notice";
import { go, link } from "../route";
import { say } from "../words";
import { clock, dayOf, duration } from "../words/time";
import type { Dispatch } from "../core/board_rules";
import type { View } from "../store/api";
import { actsOn, postActs } from "./board";
import { Screen } from "./chrome";
import type { Sight } from "./look";
import { mayWatch } from "./may_watch";
import { headcount, nameOf, numberOf, placeName, shown, tell } from "./naming";
import { groupedBy, queuesOf, sinceOf, spreadOf, takenIn, type Queue, type Ready, type Taken } from "./queues";
import "./dispatch.css";

export interface DispatchProps {
  readonly sight: Sight;
  readonly now: number;
}

const HOUR_MS = 3_600_000;
/** As many names stand there at once; the rest are one tap away in the list. */
const NAMED_MAX = 4;

export function DispatchBoard({ sight, now }: DispatchProps) {
  const board = sight.programme.dispatch;
  if (!board) return null;
  const queues = queuesOf(sight, board);
  return (
    <Screen title={tell("dispatch")} lead={placeName(sight, sight.session.place)}>
      <div class="queues">
        {queues.map((queue) => (
          <QueueCard key={queue.class} {...{ sight, now, board, queue }} />
        ))}
      </div>
      {mayWatch(sight) && <TimesTaken {...{ sight, now, board }} />}
    </Screen>
  );
}

interface QueueProps extends DispatchProps {
  readonly board: Dispatch;
  readonly queue: Queue;
}

function QueueCard({ sight, now, board, queue }: QueueProps) {
  const [longest] = queue.waiting;
  const name = className(sight, board, queue.class);
  const sign = sight.programme.cards[board.vehicle]?.marks[board.class]?.[queue.class] as Sign | undefined;
  const calls = postActs(sight).some((act) => act.name === board.plan);
  return (
    <section class="queue" aria-label={name}>
      <header class="queue-head">
        <h2>{sign ? <Mark sign={sign} word={name} large /> : name}</h2>
        <p class="queue-count">
          <b>{queue.waiting.length}</b>
          <span>{say("dispatch.waiting")}</span>
        </p>
        {longest && (
          <p class="queue-oldest">
            <b>{duration(now - sinceOf(longest))}</b>
            <span>{say("dispatch.oldest")}</span>
          </p>
        )}
      </header>
      <Places sight={sight} queue={queue} />
      {queue.ready.map((ready) => (
        <VehicleCard key={ready.view.id} {...{ sight, board, ready }} />
      ))}
      {queue.ready.length === 0 && queue.waiting.length > 0 && (
        <p class="queue-none">
          <Icon name="alert" size={22} />
          <span>{say("dispatch.noVehicle")}</span>
        </p>
      )}
      {queue.waiting.length === 0 && <p class="quiet">{say("dispatch.nobody")}</p>}
      <Left {...{ sight, now, queue }} />
      {calls && (
        <Button
          wide
          icon="plus"
          onPress={() => go(link("act", board.plan, { say: JSON.stringify({ [board.class]: queue.class }) }))}
        >
          {say("dispatch.call", { class: name })}
        </Button>
      )}
    </section>
  );
}

/** Where they wait, for whoever sees more than one place. */
function Places({ sight, queue }: { readonly sight: Sight; readonly queue: Queue }) {
  const places = groupedBy(queue.waiting, (view) => view.journey?.holder ?? "");
  if (places.length < 2) return null;
  return (
    <ul class="queue-places">
      {places.map(([place, views]) => (
        <li key={place}>
          <b>{views.length}</b> {placeName(sight, place)}
        </li>
      ))}
    </ul>
  );
}

interface VehicleProps {
  readonly sight: Sight;
  readonly board: Dispatch;
  readonly ready: Ready;
}

function VehicleCard({ sight, board, ready }: VehicleProps) {
  const { view, aboard, seats, free } = ready;
  const fields = sight.programme.kinds[view.kind] ?? {};
  const said = (field: string) => shown(sight, fields[field], view.values[field]);
  return (
    <article class="vehicle">
      <a class="vehicle-head" href={link("record", view.id)}>
        <b class="plate">{nameOf(sight, view).first}</b>
        <span class="vehicle-to">
          <Icon name="chevron" size={18} />
          {said(board.to)}
        </span>
        <span class="quiet">{say("dispatch.driver", { name: said(board.driver) })}</span>
      </a>
      <p class="seats">
        {seats === null ? (
          headcount(aboard.length)
        ) : (
          <>
            <span class="seats-bar" aria-hidden="true">
              <span style={`inline-size:${String(Math.min(aboard.length / seats, 1) * 100)}%`} />
            </span>
            <span>{say("dispatch.seats", { taken: aboard.length, seats, free: free ?? 0 })}</span>
          </>
        )}
      </p>
      <div class="vehicle-acts">
        {actsOn(sight, view)
          .filter((act) => act.main)
          .map((act) => (
            <Button key={act.name} onPress={() => go(link("act", act.name, { on: view.id }))}>
              {tell(`act.${act.name}`)}
            </Button>
          ))}
      </div>
    </article>
  );
}

/** Who would be left if all that stands left full now, and how long they have waited by then. */
function Left({ sight, now, queue }: Omit<QueueProps, "board">) {
  if (queue.ready.length === 0 || queue.waiting.length === 0) return null;
  if (queue.left.length === 0)
    return (
      <p class="queue-all">
        <Icon name="check" size={22} />
        <span>{say("dispatch.roomForAll")}</span>
      </p>
    );
  return (
    <div class="queue-left">
      <p>
        <Icon name="clock" size={22} />
        <span>{say("dispatch.wouldStay", { count: queue.left.length })}</span>
      </p>
      <ul>
        {queue.left.slice(0, NAMED_MAX).map((view) => (
          <Waits key={view.id} {...{ sight, now, view }} />
        ))}
      </ul>
      {queue.left.length > NAMED_MAX && (
        <p class="quiet">{say("dispatch.andMore", { count: queue.left.length - NAMED_MAX })}</p>
      )}
    </div>
  );
}

function Waits({ sight, now, view }: DispatchProps & { readonly view: View }) {
  return (
    <li>
      <a href={link("record", view.id)}>
        <b dir="auto">{nameOf(sight, view).whole}</b>
        <span class="row-number">{numberOf(sight, view)}</span>
        <span class="waits-for">{duration(now - sinceOf(view))}</span>
      </a>
    </li>
  );
}

interface TimesProps extends DispatchProps {
  readonly board: Dispatch;
}

/** From the first desk to the wheels turning: by place and class, and by the hour people began. */
function TimesTaken({ sight, now, board }: TimesProps) {
  const taken = takenIn(sight, board);
  if (taken.length === 0) return <Empty title={say("dispatch.took")}>{say("dispatch.tookNobody")}</Empty>;
  return (
    <section class="took">
      <h2>{say("dispatch.took")}</h2>
      <p class="quiet">{say("dispatch.tookWhy")}</p>
      {groupedBy(taken, (one) => `${one.place} ${one.class}`).map(([key, group]) => (
        <PlaceTimes key={key} {...{ sight, now, board, group }} />
      ))}
    </section>
  );
}

function PlaceTimes({ sight, now, board, group }: TimesProps & { readonly group: readonly Taken[] }) {
  const [one] = group;
  if (!one) return null;
  const hours = groupedBy(group, ({ at }) => String(Math.floor(at / HOUR_MS) * HOUR_MS));
  const day = (at: number) => (dayOf(at) === dayOf(now) ? "" : `${dayOf(at).slice(5)} `);
  return (
    <table class="took-table">
      <caption>
        {placeName(sight, one.place)} · {className(sight, board, one.class)}
      </caption>
      <thead>
        <tr>
          <th scope="col">{say("dispatch.began")}</th>
          <th scope="col">{say("dispatch.people")}</th>
          <th scope="col">{say("dispatch.median")}</th>
          <th scope="col">{say("dispatch.ninth")}</th>
        </tr>
      </thead>
      <tbody>
        {hours.map(([hour, inIt]) => (
          <TimesRow key={hour} name={`${day(Number(hour))}${clock(Number(hour))}`} group={inIt} />
        ))}
        {hours.length > 1 && <TimesRow name={say("dispatch.allHours")} group={group} />}
      </tbody>
    </table>
  );
}

function TimesRow({ name, group }: { readonly name: string; readonly group: readonly Taken[] }) {
  const { count, median, most } = spreadOf(group);
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{count}</td>
      <td>{duration(median)}</td>
      <td>{duration(most)}</td>
    </tr>
  );
}

const className = (sight: Sight, board: Dispatch, name: string): string =>
  shown(sight, sight.programme.kinds[board.vehicle]?.[board.class], name);
