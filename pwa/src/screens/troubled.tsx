// Entries that were kept but did not count, as their author typed them: what happened, what is safe, what to do.

import { DECIDE, RELEASE } from "../core/form";
import { Button } from "../parts/button";
import { Facts } from "../parts/card";
import { Notice } from "../parts/notice";
import { dismiss, storeDraft, type OwnOp, type View } from "../store/api";
import { go, link } from "../route";
import { say } from "../words";
import { verdictWords } from "../words/verdicts";
import { moment } from "../words/time";
import { answerText } from "../form/summary";
import { retyped } from "./retyped";
import type { Sight } from "./look";
import { nameOf, tell } from "./naming";

export interface TroubledProps {
  readonly sight: Sight;
  readonly view: View;
  readonly now: number;
}

export function Troubled({ sight, view, now }: TroubledProps) {
  return (
    <>
      {view.troubled.map((op) => (
        <TroubledOp key={op.nth} sight={sight} op={op} now={now} only={view.id} />
      ))}
    </>
  );
}

export interface TroubledOpProps {
  readonly sight: Sight;
  readonly op: OwnOp;
  readonly now: number;
  /** Shows only what was typed about this record. */
  readonly only?: string | undefined;
}

export function TroubledOp({ sight, op, now, only }: TroubledOpProps) {
  const told = verdictWords(op.verdict ?? "quarantined", op.detail, subjectOf(sight, op));
  const parts = op.parts.filter(([, record]) => only === undefined || record === only);
  const again = retyped(sight, op);
  const enterAgain = () => {
    if (!again) return;
    storeDraft(again.key, again);
    go(link("act", again.act, { ...(again.on.length > 0 ? { on: again.on.join() } : {}), draft: again.key }));
  };
  return (
    <Notice tone="waiting" title={say("shown.pair", { name: formTitle(sight, op.form), value: told.what })}>
      <p>{[told.safe, told.next].join(" ")}</p>
      {parts.map(([kind, record, writes]) => {
        const fields = sight.programme.kinds[kind] ?? {};
        const view = sight.views.get(record);
        return (
          <details key={record} class="typed">
            <summary>
              {say("attention.typed")}
              {view && ` · ${nameOf(sight, view).whole}`}
            </summary>
            <Facts
              facts={writes.map(([field, , value]) => ({
                label: tell(fields[field]?.label ?? field),
                value: answerText(sight, { fields }, field, value),
              }))}
            />
          </details>
        );
      })}
      <p class="quiet">{moment(op.at, now)}</p>
      <div class="notice-acts">
        {again && <Button onPress={enterAgain}>{say("attention.enterAgain")}</Button>}
        {only === undefined && parts[0] && sight.views.has(parts[0][1]) && (
          <Button onPress={() => go(link("record", parts[0]?.[1] ?? ""))}>{say("attention.openRecord")}</Button>
        )}
        <Button kind="quiet" onPress={() => void dismiss(op)}>
          {say("act.dismiss")}
        </Button>
      </div>
    </Notice>
  );
}

/** The engine's own form has no title in a programme; a form this phone does not know is called as its author's does. */
export function formTitle(sight: Sight, form: string): string {
  if (form in sight.programme.forms) return tell(form);
  if (form === RELEASE) return say("quarantine.release");
  return form === DECIDE ? say("person.decide") : form;
}

/** The programme's word for what the detail names: a guard's sentence, a field's label. */
function subjectOf(sight: Sight, op: OwnOp): string {
  const [about = "", name = ""] = (op.detail ?? "").split(":");
  const kind = op.parts.find(([of]) => sight.programme.journeys[of]?.guards[name])?.[0];
  if (about === "guard" && kind) return tell(`guard.${kind}.${name}`);
  const label = op.parts.map(([of]) => sight.programme.kinds[of]?.[name]?.label).find(Boolean);
  return label ? tell(label) : "";
}
