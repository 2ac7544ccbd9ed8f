// The lists of the wall: who cannot be pointed to, whose time is up, who has promised what, which phones are silent.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../parts/button";
import { Icon } from "../parts/icon";
import { Timer } from "../parts/timer";
import { link } from "../route";
import type { Board, BoardRow, Listed } from "../store/api";
import { say } from "../words";
import { ago, duration } from "../words/time";
import type { Sight } from "./look";
import { placeName, tell } from "./naming";
import { called, type Family, flaw, holderCalled, reason, stateCalled, together } from "./wall_naming";
import "./wall_lists.css";

interface Seen {
  readonly sight: Sight;
  readonly board: Board;
  readonly now: number;
}

/** What a wall shows without being asked. */
const SHOWN = 6;
const MINUTE_MS = 60_000;

/** Whom nobody can point to: the first thing to be read. */
export function Unaccounted(seen: Seen) {
  const { total } = seen.board.unaccounted;
  return (
    <Part title={say("wall.unaccounted")} count={total} tone={total > 0 ? "overdue" : "settled"}>
      <Rows {...seen} listed={seen.board.unaccounted} none={say("wall.nobody")}>
        {(row) => <span class="late-time">{duration(seen.now - row.since)}</span>}
      </Rows>
    </Part>
  );
}

/** Who is not with their party, and what happened against a condition; nothing when all is as it should be. */
export function Disorder(seen: Seen) {
  const parts = [
    { title: say("wall.apart"), listed: seen.board.apart },
    { title: say("wall.flawed"), listed: seen.board.flawed },
  ];
  return (
    <>
      {parts
        .filter(({ listed }) => listed.total > 0)
        .map(({ title, listed }) => (
          <Part key={title} title={title} count={listed.total} tone="overdue">
            <Rows {...seen} listed={listed} none="">
              {(row) => <span class="late-time">{duration(seen.now - row.since)}</span>}
            </Rows>
          </Part>
        ))}
    </>
  );
}

/** Whose time is up, and below them whose soon will be. */
export function Late(seen: Seen) {
  const above = new Set(seen.board.unaccounted.rows.map((row) => row.key));
  const rows = seen.board.overdue.rows.filter((row) => !above.has(row.key));
  const over = rows.filter((row) => (row.limit_at ?? 0) <= seen.now);
  const soon = rows.filter((row) => (row.limit_at ?? 0) > seen.now);
  const total = over.length + seen.board.overdue.total - seen.board.overdue.rows.length;
  return (
    <>
      <Part title={say("wall.overdue")} count={total} tone={total > 0 ? "overdue" : "settled"}>
        <Rows {...seen} listed={{ rows: over, total }} none={say("wall.overdueNone")}>
          {(row) => <Timer due={row.limit_at ?? 0} now={seen.now} large />}
        </Rows>
      </Part>
      {soon.length > 0 && (
        <Part title={say("wall.soon")} count={soon.length} tone="waiting">
          <Rows {...seen} listed={{ rows: soon, total: soon.length }} none="">
            {(row) => <Timer due={row.limit_at ?? 0} now={seen.now} />}
          </Rows>
        </Part>
      )}
    </>
  );
}

/** Who has promised to fetch whom, each with its countdown. */
export function Promises(seen: Seen) {
  const { promises } = seen.board;
  return (
    <Part title={say("wall.promises")} count={promises.total}>
      <Rows {...seen} listed={promises} none={say("wall.promisesNone")}>
        {(row) => row.limit_at && <Timer due={row.limit_at} now={seen.now} />}
      </Rows>
    </Part>
  );
}

export function Vehicles(seen: Seen) {
  const { vehicles } = seen.board;
  return (
    <Part title={say("wall.vehicles")} count={vehicles.total}>
      <Rows {...seen} listed={vehicles} none={say("wall.vehiclesNone")}>
        {(row) => <span class="late-time">{say("wall.aboard", { count: row.aboard ?? 0 })}</span>}
      </Rows>
    </Part>
  );
}

/** Phones that went silent with entries on them, and when each place was last heard. */
export function Sources({ sight, board, now }: Seen) {
  const silentMs = (sight.programme.wall?.silent_minutes ?? 0) * MINUTE_MS;
  return (
    <>
      <Part
        title={say("wall.silent")}
        count={board.phones.length}
        tone={board.phones.length > 0 ? "overdue" : "settled"}
      >
        {board.phones.length === 0 && <p class="quiet">{say("wall.silentNone")}</p>}
        <ul class="lates">
          {board.phones.map((phone) => (
            <li key={phone.inc} class="late" data-over>
              <span class="late-face">
                <span class="late-who">
                  <b>{phone.who}</b>
                </span>
                <span class="late-end late-time">{say("wall.holds", { count: phone.held })}</span>
                <span class="late-more">
                  {[phone.inc.toUpperCase(), placeName(sight, phone.place), ago(phone.last_contact, now)].join(" · ")}
                </span>
              </span>
            </li>
          ))}
        </ul>
      </Part>
      {board.skipped.length > 0 && (
        <Part title={say("wall.skipped")} count={board.skipped.length} tone="overdue">
          <ul class="lates">
            {board.skipped.map((lost) => (
              <li key={`${lost.inc} ${String(lost.at)}`} class="late" data-over>
                <span class="late-face">
                  <span class="late-who">
                    <b>{lost.who}</b>
                  </span>
                  <span class="late-end late-time">{say("wall.skippedActs", { count: lost.acts })}</span>
                  <span class="late-more">
                    {[lost.inc.toUpperCase(), placeName(sight, lost.place), ago(lost.at, now)].join(" · ")}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </Part>
      )}
      <Part title={say("wall.sources")}>
        <ul class="sources">
          {board.sources.map((source) => (
            <li
              key={source.place}
              data-old={source.last_contact === null || now - source.last_contact > silentMs || undefined}
            >
              <span>{placeName(sight, source.place)}</span>
              <span>{source.last_contact === null ? say("wall.neverHeard") : ago(source.last_contact, now)}</span>
            </li>
          ))}
        </ul>
        {board.quarantined > 0 && (
          <a class="set-aside" href={link("attention")}>
            <Icon name="hand" size={20} />
            <span>{say("wall.setAside", { count: board.quarantined })}</span>
          </a>
        )}
      </Part>
    </>
  );
}

interface PartProps {
  readonly title: string;
  readonly count?: number | undefined;
  readonly tone?: "overdue" | "waiting" | "settled" | undefined;
  readonly children: ComponentChildren;
}

/** A heading with its count, and what stands under it. */
export function Part({ title, count, tone, children }: PartProps) {
  return (
    <section class="board-part" data-tone={tone}>
      <h2>
        <span>{title}</span>
        {count !== undefined && <span class="part-count">{count}</span>}
      </h2>
      {children}
    </section>
  );
}

interface RowsProps extends Seen {
  readonly listed: Listed;
  readonly none: string;
  readonly children: (row: BoardRow) => ComponentChildren;
}

function Rows({ sight, board, now, listed, none, children }: RowsProps) {
  const [all, showAll] = useState(false);
  const families = together(board, listed.rows);
  const shown = all ? families : families.slice(0, SHOWN);
  const rest = listed.total - shown.flat().length;
  if (listed.total === 0) return <p class="quiet">{none}</p>;
  return (
    <>
      <ul class="lates">
        {shown.map((rows) => {
          const [first] = rows;
          return (
            <LateRow key={first.key} {...{ sight, board, now, rows }}>
              {children(first)}
            </LateRow>
          );
        })}
      </ul>
      {(rest > 0 || all) && (
        <Button kind="quiet" onPress={() => showAll(!all)}>
          {all ? say("wall.fewer") : say("wall.more", { count: rest })}
        </Button>
      )}
    </>
  );
}

interface LateRowProps extends Seen {
  readonly rows: Family;
  readonly children: ComponentChildren;
}

/** One record, or a family: who, why, with whom, who must act; on the right what counts. */
function LateRow({ sight, board, now, rows, children }: LateRowProps) {
  const [row, ...others] = rows;
  const name = called(sight, board, row.key);
  const family = others.map((one) => called(sight, board, one.key)).map((one) => one.beside || one.first);
  const isOver = row.limit_at !== undefined && row.limit_at <= now;
  const flaws = (row.flaws ?? []).map((code) => flaw(row.key, code)).join(", ");
  const why = flaws || (isOver && reason(row.key, row.say)) || stateCalled(row.key, row.state);
  const rest = row.rest_with && say("wall.restWith", { holder: holderCalled(sight, board, row.rest_with) });
  const holder = row.holder && holderCalled(sight, board, row.holder);
  const who = isOver ? (row.who ?? []).map((role) => tell(`role.${role}`)).join(", ") : "";
  const id = row.key.slice(row.key.indexOf(":") + 1);
  const face = (
    <>
      <span class="late-who">
        <b dir="auto">{name.first}</b>
        {name.beside && <span>{name.beside}</span>}
        {name.number && <span class="late-number">{name.number}</span>}
      </span>
      <span class="late-end">{children}</span>
      {family.length > 0 && <span class="late-family">+ {family.join(", ")}</span>}
      <span class="late-more">
        {[why, holder, rest].filter(Boolean).join(" · ")} {who && <span class="late-role">→ {who}</span>}
      </span>
    </>
  );
  return (
    <li class="late" data-over={isOver || undefined}>
      {sight.views.has(id) ? <a href={link("record", id)}>{face}</a> : <span class="late-face">{face}</span>}
    </li>
  );
}
