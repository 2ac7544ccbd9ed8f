// What needs me: own entries that came back, and for those who oversee, what the server set aside.

import { useEffect, useState } from "preact/hooks";
import { Button } from "../parts/button";
import { Empty, Notice } from "../parts/notice";
import { ownOps, ProblemOfServer, quarantine, type QuarantineRow, release } from "../store/api";
import { go, link } from "../route";
import { say } from "../words";
import { problemWords } from "../words/problems";
import { verdictWords } from "../words/verdicts";
import { moment } from "../words/time";
import { Screen } from "./chrome";
import { useHeading } from "./later";
import { mayOversee } from "./may_watch";
import type { Sight } from "./look";
import { placeName, tell } from "./naming";
import { formTitle, TroubledOp } from "./troubled";

export interface AttentionProps {
  readonly sight: Sight;
  readonly now: number;
}

const TROUBLE = ["quarantined", "refused", "superseded"];

/** The right that opens what was set aside for a person to look at. */

export function Attention({ sight, now }: AttentionProps) {
  useHeading("attention");
  const troubled = ownOps.value.filter((op) => !op.dismissed && op.verdict !== null && TROUBLE.includes(op.verdict));
  const oversees = mayOversee(sight);
  return (
    <Screen title={say("attention.title")} lead={troubled.length > 0 ? say("attention.why") : undefined}>
      {troubled.length === 0 && <Empty title={say("attention.empty")}>{say("safe.nothingLost")}</Empty>}
      {troubled.map((op) => (
        <TroubledOp key={op.nth} sight={sight} op={op} now={now} />
      ))}
      {oversees && <Quarantine sight={sight} now={now} />}
    </Screen>
  );
}

/** What everybody's devices sent and the server could not place. Asked for anew each time it is opened. */
function Quarantine({ sight, now }: AttentionProps) {
  const [rows, found] = useState<readonly QuarantineRow[] | null>(null);
  const [problem, tellProblem] = useState<string | null>(null);
  const ask = async () => {
    try {
      tellProblem(null);
      found(await quarantine());
    } catch (cause) {
      if (!(cause instanceof ProblemOfServer)) throw cause;
      tellProblem(cause.code);
    }
  };
  useEffect(() => void ask(), []);
  return (
    <section class="group" aria-label={say("quarantine.title")}>
      <header class="group-head">
        <h2>
          <span>{say("quarantine.open")}</span>
          {rows && <span class="group-count">{rows.length}</span>}
        </h2>
      </header>
      {problem && (
        <Notice
          title={problem === "offline" ? say("quarantine.offline") : problemWords(problem).what}
          act={{ label: say("sync.now"), onPress: () => void ask() }}
        />
      )}
      {rows?.length === 0 && <p class="quiet">{say("quarantine.empty")}</p>}
      {rows?.map((row) => (
        <SetAside key={nameOf(row)} sight={sight} row={row} all={aboutTheSame(row, rows)} now={now} />
      ))}
    </section>
  );
}

const nameOf = (row: QuarantineRow): string => `${row.inc}.${String(row.seq)}`;

/** The ops released on this phone whose release has not come back: they are on their way in. */
const onTheirWay = (): ReadonlySet<string> =>
  new Set(
    ownOps.value.flatMap(({ adopts, verdict }) =>
      adopts && verdict !== "refused" ? [`${adopts[0]}.${adopts[1]}`] : [],
    ),
  );

/** With an op those about the same records: a person nobody else knows comes in with the first of them. Oldest first. */
function aboutTheSame(row: QuarantineRow, rows: readonly QuarantineRow[]): readonly QuarantineRow[] {
  const records = new Set(row.parts.map(([, record]) => record));
  const same = rows.filter(({ parts }) => parts.some(([, record]) => records.has(record)));
  return [...same].sort((a, b) => (a.inc === b.inc ? a.seq - b.seq : a.at - b.at));
}

interface SetAsideProps extends AttentionProps {
  readonly row: QuarantineRow;
  /** This one and those about the same records. */
  readonly all: readonly QuarantineRow[];
}

function SetAside({ sight, row, all, now }: SetAsideProps) {
  const told = verdictWords(row.verdict, row.detail);
  const released = onTheirWay();
  const isReleased = released.has(nameOf(row));
  const waiting = all.filter((each) => !released.has(nameOf(each)));
  const here = row.parts.find(([, record]) => sight.views.has(record));
  return (
    <Notice tone="waiting" title={say("shown.pair", { name: formTitle(sight, row.form), value: told.what })}>
      <p>{say("quarantine.from", { who: row.who, device: row.inc.toUpperCase(), time: moment(row.at, now) })}</p>
      <p>{[placeName(sight, row.place), ...new Set(row.parts.map(([kind]) => tell(`kind.${kind}`)))].join(" · ")}</p>
      {isReleased ? (
        <p>{say("quarantine.releasing")}</p>
      ) : (
        <div class="notice-acts">
          <Button onPress={() => void release([[row.inc, row.seq]])}>{say("quarantine.release")}</Button>
          {waiting.length > 1 && (
            <Button kind="quiet" onPress={() => void release(waiting.map(({ inc, seq }) => [inc, seq]))}>
              {say("quarantine.releaseAll", { count: waiting.length })}
            </Button>
          )}
          {here && (
            <Button kind="quiet" onPress={() => go(link("record", here[1]))}>
              {say("attention.openRecord")}
            </Button>
          )}
        </div>
      )}
    </Notice>
  );
}
