// What needs me: own entries that came back, and for those who oversee, what the server set aside.

import { useEffect, useState } from "preact/hooks";
import { Button } from "../parts/button";
import { Empty, Notice } from "../parts/notice";
import { ownOps, ProblemOfServer, quarantine, type QuarantineRow } from "../store/api";
import { go, link } from "../route";
import { say } from "../words";
import { problemWords, verdictWords } from "../words/problems";
import { moment } from "../words/time";
import { Screen } from "./chrome";
import { useHeading } from "./later";
import type { Sight } from "./look";
import { placeName, tell } from "./naming";
import { formTitle, TroubledOp } from "./troubled";

export interface AttentionProps {
  readonly sight: Sight;
  readonly now: number;
}

const TROUBLE = ["quarantined", "refused", "superseded"];

/** The right that opens what was set aside for a person to look at. */
const OVERSEE = "oversee";

export function Attention({ sight, now }: AttentionProps) {
  useHeading("attention");
  const troubled = ownOps.value.filter((op) => !op.dismissed && op.verdict !== null && TROUBLE.includes(op.verdict));
  const oversees = sight.session.roles.some((role) => sight.programme.roles[role]?.includes(OVERSEE));
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
        <SetAside key={`${row.inc}.${row.seq}`} sight={sight} row={row} now={now} />
      ))}
    </section>
  );
}

function SetAside({ sight, row, now }: { readonly sight: Sight; readonly row: QuarantineRow; readonly now: number }) {
  const told = verdictWords(row.verdict, row.detail);
  const here = row.parts.find(([, record]) => sight.views.has(record));
  return (
    <Notice tone="waiting" title={say("shown.pair", { name: formTitle(sight, row.form), value: told.what })}>
      <p>{say("quarantine.from", { who: row.who, device: row.inc.toUpperCase(), time: moment(row.at, now) })}</p>
      <p>{[placeName(sight, row.place), ...new Set(row.parts.map(([kind]) => tell(`kind.${kind}`)))].join(" · ")}</p>
      {here && (
        <div class="notice-acts">
          <Button onPress={() => go(link("record", here[1]))}>{say("attention.openRecord")}</Button>
        </div>
      )}
    </Notice>
  );
}
