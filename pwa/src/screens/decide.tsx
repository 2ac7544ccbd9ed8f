// Where two people said different things: both in sight, what stands meanwhile and why, and the one who may decide.

import { useState } from "preact/hooks";
import type { Field } from "../core/programme";
import { given } from "../core/match";
import { equal } from "../core/canon";
import { Button, PrimaryBar } from "../parts/button";
import { SignShape, StateMark } from "../parts/mark";
import { Empty, Notice } from "../parts/notice";
import { TextField } from "../parts/text_field";
import { decide, ProblemOnPhone, type HeadView, type View } from "../store/api";
import { back, go, link } from "../route";
import { say } from "../words";
import { unsavedWords } from "../words/unsaved";
import { moment } from "../words/time";
import { answerText } from "../form/summary";
import { Screen } from "./chrome";
import { useHeading } from "./later";
import { conflictsIn, mayDecide } from "./contested";
import type { Sight } from "./look";
import { nameOf, tell } from "./naming";
import { RecordRow } from "./record_row";
import { dueOf } from "./due";

export function Conflicts({ sight, now }: { readonly sight: Sight; readonly now: number }) {
  const found = conflictsIn(sight);
  return (
    <Screen
      title={say("decide.title")}
      lead={found.length > 0 ? say("decide.count", { count: found.length }) : undefined}
    >
      {found.length === 0 && <Empty title={say("decide.empty")}>{say("decide.emptyWhy")}</Empty>}
      {found.map(({ view, field }) => (
        <section class="group" key={`${view.id}.${field}`}>
          <header class="group-head">
            <h2>{labelOf(sight, view, field)}</h2>
            <Button onPress={() => go(link("decide", view.id, field))}>
              {say(mayDecide(sight, { view, field }) ? "person.decide" : "act.open")}
            </Button>
          </header>
          <ul class="rows">
            <RecordRow {...{ sight, view, now }} due={dueOf(sight, view)} />
          </ul>
        </section>
      ))}
    </Screen>
  );
}

export interface DecideProps {
  readonly sight: Sight;
  readonly now: number;
  readonly record: string;
  readonly field: string;
}

export function Decide({ sight, now, record, field }: DecideProps) {
  useHeading(`${record}.${field}`);
  const [chosen, choose] = useState<HeadView | null>(null);
  const [reason, type] = useState("");
  const [trouble, tellTrouble] = useState("");
  const view = sight.views.get(record);
  const rule = view && sight.programme.kinds[view.kind]?.[field];
  if (!view || !rule || !view.conflicts.includes(field)) {
    return (
      <Screen title={say("decide.title")}>
        <Empty title={say("decide.empty")} act={{ label: say("act.back"), onPress: back }} />
      </Screen>
    );
  }
  const mine = mayDecide(sight, { view, field });
  const heads = distinct(view.heads[field] ?? [], rule);
  const text = (head: HeadView) => textOf(sight, view, field, head);
  const save = async () => {
    if (!chosen) return;
    try {
      await decide(record, field, chosen.value, { reason: reason.trim() || undefined });
      go(link("record", record), true);
    } catch (cause) {
      tellTrouble(unsavedWords(cause));
      if (!(cause instanceof ProblemOnPhone)) throw cause;
    }
  };
  return (
    <Screen title={labelOf(sight, view, field)} lead={nameOf(sight, view).whole}>
      <Meanwhile sight={sight} view={view} field={field} rule={rule} />
      <div class="sides" role={mine ? "radiogroup" : "group"} aria-label={labelOf(sight, view, field)}>
        {heads.map((head) => (
          <Side
            key={head.stamp.join()}
            text={text(head)}
            sign={signOf(sight, view, field, head)}
            head={head}
            now={now}
            chosen={chosen === null ? undefined : chosen.stamp.join() === head.stamp.join()}
            onChoose={mine ? () => choose(head) : undefined}
          />
        ))}
      </div>
      {!mine && rule.policy.decided_by && (
        <Notice title={say("decide.by", { role: tell(`role.${rule.policy.decided_by}`) })} />
      )}
      {trouble && <Notice tone="waiting" title={trouble} />}
      {mine && chosen && (
        <TextField
          id="decide-reason"
          label={say("decide.reason")}
          needed={false}
          lines={2}
          value={reason}
          onChange={type}
        />
      )}
      {mine && (
        <PrimaryBar
          label={chosen ? say("decide.choose", { value: text(chosen) }) : say("person.decide")}
          disabled={!chosen}
          onPress={() => void save()}
        />
      )}
    </Screen>
  );
}

interface MeanwhileProps {
  readonly sight: Sight;
  readonly view: View;
  readonly field: string;
  readonly rule: Field;
}

/** What stands until then, and by which rule. */
function Meanwhile({ sight, view, field, rule }: MeanwhileProps) {
  const value = answerText(sight, { fields: { [field]: rule } }, field, view.values[field] ?? null);
  const why =
    rule.policy.order.length > 0 && rule.policy.name === "review"
      ? "safer"
      : rule.policy.name === "source"
        ? "latest"
        : "first";
  return (
    <Notice tone="waiting" title={say("decide.meanwhile", { value })}>
      {say(`decide.why.${why}`)}
    </Notice>
  );
}

interface SideProps {
  readonly text: string;
  readonly sign: string | undefined;
  readonly head: HeadView;
  readonly now: number;
  readonly chosen: boolean | undefined;
  readonly onChoose: (() => void) | undefined;
}

function Side({ text, sign, head, now, chosen, onChoose }: SideProps) {
  const face = (
    <>
      <span class="side-value">
        {sign && <SignShape sign={sign} size={28} />}
        <b dir="auto">{text}</b>
      </span>
      <span>{say("person.entered", { who: head.who || "—", time: moment(head.stamp[0], now) })}</span>
      <span class="quiet">{head.stamp[1].toUpperCase()}</span>
      {head.equalToPick && <StateMark tone="conflict">{say("person.meanwhile")}</StateMark>}
    </>
  );
  if (!onChoose) return <div class="side">{face}</div>;
  return (
    <button type="button" class="side" role="radio" aria-checked={chosen ?? false} onClick={onChoose}>
      {face}
    </button>
  );
}

const labelOf = (sight: Sight, view: View, field: string): string =>
  tell(sight.programme.kinds[view.kind]?.[field]?.label ?? field);

function textOf(sight: Sight, view: View, field: string, head: HeadView): string {
  const fields = sight.programme.kinds[view.kind] ?? {};
  return given(head.value) ? answerText(sight, { fields }, field, head.value) : say("form.notAnswered");
}

const signOf = (sight: Sight, view: View, field: string, head: HeadView): string | undefined =>
  sight.programme.cards[view.kind]?.marks[field]?.[String(head.value ?? "")];

/** One head for each different value, in the order they were accepted. */
function distinct(heads: readonly HeadView[], rule: Field): readonly HeadView[] {
  return heads.filter(
    (head, at) => heads.findIndex((other) => equal(other.value, head.value, rule.policy.normal)) === at,
  );
}
