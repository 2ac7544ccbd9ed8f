// The wall: everybody counted once, whose time is up, and how fresh all of it is. Read from three metres.

import type { ComponentChildren } from "preact";
import { Icon } from "../parts/icon";
import { Empty, Notice } from "../parts/notice";
import { back } from "../route";
import type { Board } from "../store/api";
import { say } from "../words";
import { problemWords } from "../words/problems";
import { ago, clock, moment } from "../words/time";
import type { Sight } from "./look";
import { placeName, tell } from "./naming";
import { Cares } from "./wall_cares";
import { Disorder, Late, Part, Promises, Sources, Unaccounted, Vehicles } from "./wall_lists";
import { holderCalled } from "./wall_naming";
import { useWall } from "./news";
import "./wall.css";

export interface WallProps {
  readonly sight: Sight;
  readonly now: number;
  /** It stands beside the lists, not alone. */
  readonly beside?: boolean | undefined;
}

const STALE_MS = 90_000;

export function Wall({ sight, now, beside = false }: WallProps) {
  const { board, problem } = useWall();
  return (
    <div class="wall" data-beside={beside || undefined}>
      <header class="wall-head">
        {!beside && (
          <button type="button" class="screen-back" onClick={back} aria-label={say("act.back")}>
            <Icon name="back" />
          </button>
        )}
        <div class="wall-title">
          <h1 tabIndex={-1}>{placeName(sight, sight.session.place)}</h1>
          <p class="quiet">{say("wall.title")}</p>
        </div>
        {board && <AsOf board={board} now={now} problem={problem} />}
      </header>
      {board ? (
        <Figures sight={sight} board={board} now={now} problem={problem} />
      ) : (
        problem && <Empty title={problem === "offline" ? say("wall.never") : problemWords(problem).what} />
      )}
    </div>
  );
}

/** The clock of the figures: it stands still when they do. */
function AsOf({
  board,
  now,
  problem,
}: {
  readonly board: Board;
  readonly now: number;
  readonly problem: string | null;
}) {
  const isOld = problem !== null || now - board.as_of > STALE_MS;
  return (
    <p class="wall-clock" data-old={isOld || undefined}>
      <time dateTime={new Date(board.as_of).toISOString()}>{clock(board.as_of)}</time>
      <span>{ago(board.as_of, Math.max(now, board.as_of))}</span>
    </p>
  );
}

interface FiguresProps extends WallProps {
  readonly board: Board;
  readonly problem: string | null;
}

function Figures({ sight, board, now, problem }: FiguresProps) {
  const seen = { sight, board, now };
  return (
    <>
      {problem && (
        <Notice tone="waiting" title={say("wall.offline", { time: moment(board.as_of, now) })}>
          <p>{problem === "offline" ? say("wall.offlineWhy") : problemWords(problem).what}</p>
        </Notice>
      )}
      <Sum {...seen} />
      <div class="wall-columns">
        <div class="wall-column">
          <Unaccounted {...seen} />
          <Late {...seen} />
        </div>
        <div class="wall-column">
          <Disorder {...seen} />
          <Custodians {...seen} />
          <Vehicles {...seen} />
        </div>
        <div class="wall-column">
          <Promises {...seen} />
          <Sources {...seen} />
          <Cares {...seen} />
        </div>
      </div>
    </>
  );
}

type Seen = Omit<FiguresProps, "problem">;

/** The equation as a chain: the whole, then its links; who is on the way is the open one, who is missing the torn one. */
function Sum({ board }: Seen) {
  const { arrived, terms, balanced, adrift, unheld } = board.headcount;
  const lost = Object.values(adrift).reduce((all, one) => all + one, 0);
  const read = terms.map((term) => `${String(term.count)} ${tell(`wall.${term.name}`)}`).join(" + ");
  return (
    <section class="sum" aria-label={say("wall.equation", { total: arrived, terms: read })}>
      <ol class="sum-terms">
        <Term count={arrived} custody="all">
          {tell("wall.total")}
        </Term>
        {terms.map((term, at) => (
          <Term key={term.name} count={term.count} custody={term.custody} sign={at ? "+" : "="}>
            {tell(`wall.${term.name}`)}
          </Term>
        ))}
      </ol>
      <p class="sum-proof" data-tone={balanced ? "settled" : "overdue"}>
        <Icon name={balanced ? "check" : "alert"} size={20} />
        <span>{balanced ? say("wall.balances") : say("wall.tips", { count: lost })}</span>
      </p>
      {unheld > 0 && (
        <p class="sum-proof" data-tone="overdue">
          <Icon name="alert" size={20} />
          <span>{say("wall.unheld", { count: unheld })}</span>
        </p>
      )}
    </section>
  );
}

interface TermProps {
  readonly count: number;
  readonly custody: string;
  readonly sign?: string;
  readonly children: ComponentChildren;
}

function Term({ count, custody, sign, children }: TermProps) {
  return (
    <li class="term" data-custody={custody} data-none={count === 0 || undefined}>
      {sign && (
        <span class="term-sign" aria-hidden="true">
          {sign}
        </span>
      )}
      <b class="term-count">
        <span>{count}</span>
      </b>
      <span class="term-name">{children}</span>
    </li>
  );
}

/** The open link by holder: each a bar as long as its share. */
function Custodians({ sight, board }: Seen) {
  const open = board.headcount.terms.filter((term) => term.custody === "open");
  const shares = open.flatMap((term) => term.shares);
  const most = Math.max(1, ...shares.map((share) => share.count));
  return (
    <Part title={say("wall.custodians")} count={open.reduce((all, term) => all + term.count, 0)}>
      {shares.length === 0 && <p class="quiet">{say("wall.nobody")}</p>}
      <ul class="flows">
        {shares.map((share) => (
          <li key={share.holder} class="flow" data-unheld={share.holder === null || undefined}>
            <b class="flow-count">{share.count}</b>
            <span class="flow-name">
              {share.holder ? holderCalled(sight, board, share.holder) : say("wall.nobody")}
            </span>
            <span class="flow-bar" style={`inline-size:${String((share.count / most) * 100)}%`} aria-hidden="true" />
          </li>
        ))}
      </ul>
    </Part>
  );
}
