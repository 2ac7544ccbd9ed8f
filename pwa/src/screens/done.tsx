// After an act: it is saved, the number to hand out, and what comes next.

import type { Act } from "../core/programme";
import { PrimaryBar } from "../parts/button";
import { Card } from "../parts/card";
import { Mark } from "../parts/mark";
import { Notice } from "../parts/notice";
import { go, link } from "../route";
import { say } from "../words";
import { actsOn, postActs } from "./board";
import { Screen } from "./chrome";
import { useHeading } from "./later";
import { marksOf } from "./custody_links";
import type { Sight } from "./look";
import { nameOf, numberOf, stateName, tell } from "./naming";
import { RecordRow } from "./record_row";

export interface DoneProps {
  readonly sight: Sight;
  readonly now: number;
  readonly act: Act;
  readonly records: readonly string[];
}

/** More than a family is read as a list. */
const CARDS_MAX = 3;

export function Done({ sight, now, act, records }: DoneProps) {
  useHeading(records.join());
  const views = records.flatMap((id) => sight.views.get(id) ?? []);
  // Those with a number are who or what is handed on; notes of the act are not.
  const cards = views.filter((view) => numberOf(sight, view) !== "");
  const next = nextAct(sight, act, records);
  return (
    <Screen title={say("flow.doneTitle")} onBack={() => go("#/")}>
      <Notice tone="settled" title={tell(`act.${act.name}`)}>
        {say("flow.doneWhy")}
      </Notice>
      {cards.length > CARDS_MAX && (
        <ul class="rows">
          {cards.map((view) => (
            <RecordRow key={view.id} {...{ sight, view, now }} due={null} />
          ))}
        </ul>
      )}
      {(cards.length > CARDS_MAX ? [] : cards).map((view) => {
        const name = nameOf(sight, view);
        const marks = marksOf(sight, view);
        const state = stateName(view);
        return (
          <a key={view.id} class="card-link" href={link("record", view.id)}>
            <Card name={name.first} latin={name.beside || undefined} number={numberOf(sight, view)} level={2}>
              {marks.map((mark) => (
                <Mark key={mark.word} {...mark} large />
              ))}
              {!marks.some((mark) => mark.word === state) && <span>{state}</span>}
            </Card>
          </a>
        );
      })}
      <PrimaryBar
        second={next ? { label: say("flow.backToPost"), onPress: () => go("#/") } : undefined}
        label={next ? say("flow.next", { act: tell(`act.${next.act.name}`) }) : say("flow.backToPost")}
        onPress={() => go(next ? next.to : "#/")}
      />
    </Screen>
  );
}

/** What the post does next: a main act now due for these records, another than this one if there is; else this one anew. */
function nextAct(
  sight: Sight,
  act: Act,
  records: readonly string[],
): { readonly act: Act; readonly to: string } | null {
  const due = records.flatMap((id) => {
    const view = sight.views.get(id);
    return view
      ? actsOn(sight, view)
          .filter((one) => one.main)
          .map((one) => ({ act: one, id }))
      : [];
  });
  const next = due.find((one) => one.act !== act) ?? due[0];
  if (!next) return !act.on && postActs(sight).includes(act) ? { act, to: link("act", act.name) } : null;
  const same = due.filter((one) => one.act === next.act).map((one) => one.id);
  return { act: next.act, to: link("act", next.act.name, { on: (next.act.batch ? same : [next.id]).join() }) };
}
