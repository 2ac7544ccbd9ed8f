// A roll: who should have come with this, who has been seen, and who is still to be found, each by name.

import { useEffect, useState } from "preact/hooks";
import { Button, PrimaryBar } from "../parts/button";
import { Icon } from "../parts/icon";
import { Empty, Notice } from "../parts/notice";
import { Group, Row } from "../parts/row";
import { go, link } from "../route";
import { type BoardRow, ProblemOfServer, roll, type RollBoard, session, sync, views } from "../store/api";
import { say } from "../words";
import { problemWords } from "../words/problems";
import { moment } from "../words/time";
import { actsOn } from "./board";
import { Screen } from "./chrome";
import { BringList } from "./bring_list";
import type { Sight } from "./look";
import { nameOf, tell } from "./naming";
import { called, reason, stateCalled } from "./wall_naming";
import "./roll.css";

export interface RollProps {
  readonly sight: Sight;
  readonly now: number;
  readonly id: string;
}

const POLL_MS = 20_000;

export function RollScreen({ sight, now, id }: RollProps) {
  const [asked, ask] = useState(0);
  const { board, problem } = useRoll(id, asked);
  const [bringing, bring] = useState(false);
  const view = sight.views.get(id);
  const name = view ? nameOf(sight, view).whole : "";
  if (bringing) {
    const done = () => {
      bring(false);
      ask(asked + 1);
    };
    return <BringList sight={sight} id={id} name={name} onDone={done} />;
  }
  return (
    <Screen title={name || say("roll.title")} lead={say("roll.title")}>
      {problem && board && (
        <Notice tone="waiting" title={say("wall.offline", { time: moment(board.as_of, now) })}>
          <p>{problem === "offline" ? say("wall.offlineWhy") : problemWords(problem).what}</p>
        </Notice>
      )}
      {!board && problem && <Empty title={problem === "offline" ? say("roll.never") : problemWords(problem).what} />}
      {board && <Sum board={board} />}
      {board && board.total === 0 && <p class="quiet">{say("roll.empty")}</p>}
      {board && <Groups sight={sight} board={board} now={now} />}
      <PrimaryBar label={say("roll.bring")} onPress={() => bring(true)} />
    </Screen>
  );
}

/** The figures as of now; they come again whenever this phone has heard something. */
function useRoll(id: string, asked: number): { readonly board: RollBoard | null; readonly problem: string | null } {
  const [heard, hear] = useState<{ board: RollBoard | null; problem: string | null }>({ board: null, problem: null });
  const [beat, tick] = useState(0);
  const contact = sync.value.lastContact;
  const here = views.value;
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), POLL_MS);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    let isOver = false;
    roll(id).then(
      (board) => !isOver && hear({ board, problem: null }),
      (cause: unknown) => {
        if (!(cause instanceof ProblemOfServer)) throw cause;
        if (!isOver) hear((before) => ({ board: before.board, problem: cause.code }));
      },
    );
    return () => {
      isOver = true;
    };
  }, [id, asked, beat, contact, here, session.value?.inc]);
  return heard;
}

/** Listed = seen, by where they went, + not seen. Who is not seen is the open end of it. */
function Sum({ board }: { readonly board: RollBoard }) {
  const read = board.groups.map((group) => `${String(group.rows.length)} ${tell(`roll.${group.name}`)}`);
  const terms = board.unnamed > 0 ? [...read, `${String(board.unnamed)} ${say("roll.unnamed")}`] : read;
  return (
    <section class="roll-sum" aria-label={say("roll.equation", { total: board.total, terms: terms.join(" + ") })}>
      <p class="roll-total">
        <b>{board.total}</b>
        <span>{say(board.announced === null ? "roll.listed" : "roll.announced")}</span>
      </p>
      <ol class="roll-terms">
        {board.groups.map((group) => (
          <li key={group.name} data-open={(group.open && group.rows.length > 0) || undefined}>
            <b>{group.rows.length}</b>
            <span>{tell(`roll.${group.name}`)}</span>
          </li>
        ))}
        {board.unnamed > 0 && (
          <li data-open>
            <b>{board.unnamed}</b>
            <span>{say("roll.unnamed")}</span>
          </li>
        )}
      </ol>
      <p class="roll-proof" data-tone={board.balanced ? "settled" : "overdue"}>
        <Icon name={board.balanced ? "check" : "alert"} size={20} />
        <span>{board.balanced ? say("roll.balances") : say("roll.tips", { count: board.adrift.length })}</span>
      </p>
    </section>
  );
}

interface Seen {
  readonly sight: Sight;
  readonly board: RollBoard;
  readonly now: number;
}

/** Who is still to be found first, then the others; what can be done for all of a group stands at its head. */
function Groups({ sight, board, now }: Seen) {
  const sorted = [...board.groups].sort((a, b) => Number(b.open) - Number(a.open));
  return (
    <>
      {sorted
        .filter((group) => group.rows.length > 0)
        .map((group) => (
          <Group
            key={group.name}
            label={tell(`roll.${group.name}`)}
            count={group.rows.length}
            tone={group.open && group.rows.some((row) => isOver(row, now)) ? "overdue" : undefined}
            act={group.open ? <ForAll sight={sight} rows={group.rows} /> : undefined}
          >
            <Rows sight={sight} board={board} now={now} rows={group.rows} />
          </Group>
        ))}
      {board.besides.length > 0 && (
        <Group label={say("roll.besides")} count={board.besides.length}>
          <Rows sight={sight} board={board} now={now} rows={board.besides} />
        </Group>
      )}
      {board.adrift.length > 0 && (
        <Group label={say("roll.adrift")} count={board.adrift.length} tone="overdue">
          <Rows sight={sight} board={board} now={now} rows={board.adrift} />
        </Group>
      )}
    </>
  );
}

const isOver = (row: BoardRow, now: number): boolean => (row.limit_at ?? 0) > 0 && (row.limit_at ?? 0) < now;
const recordOf = (row: BoardRow): string => row.key.slice(row.key.indexOf(":") + 1);

function Rows({ sight, board, now, rows }: Seen & { readonly rows: readonly BoardRow[] }) {
  return (
    <>
      {rows.map((row) => {
        const name = called(sight, board, row.key);
        const record = recordOf(row);
        return (
          <Row
            key={row.key}
            name={name.first}
            latin={name.beside || undefined}
            number={name.number || undefined}
            detail={[stateCalled(row.key, row.state), isOver(row, now) && reason(row.key, row.say)]
              .filter(Boolean)
              .join(" · ")}
            due={row.limit_at ? row.limit_at : undefined}
            now={now}
            href={link("record", record)}
          />
        );
      })}
    </>
  );
}

/** What may be said of all of them at once; the main acts ask each for their own. */
function ForAll({ sight, rows }: { readonly sight: Sight; readonly rows: readonly BoardRow[] }) {
  const here = rows.flatMap((row) => sight.views.get(recordOf(row)) ?? []);
  const [first] = here;
  if (!first) return null;
  const acts = actsOn(sight, first).filter((act) => act.batch && !act.main);
  const on = here.map((view) => view.id).join(",");
  return (
    <>
      {acts.map((act) => (
        <Button key={act.name} onPress={() => go(link("act", act.name, { on }))}>
          {tell(`act.${act.name}`)}
        </Button>
      ))}
    </>
  );
}
