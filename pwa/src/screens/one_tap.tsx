// An act that asks only for a place, done where it stands: unfold it, tap the place, and it is saved.

import { useState } from "preact/hooks";
import type { Act, Form } from "../core/programme";
import { isAsked, answered, formOf, memberLook, type Flow } from "../form/flow";
import { troublesIn } from "../form/checking";
import { opened } from "../form/opening";
import { placesOf } from "../form/places";
import { filledBy, finished, store, world } from "../form/saving";
import { stopsOf } from "../form/stops";
import { Button } from "../parts/button";
import { Notice } from "../parts/notice";
import { go, link } from "../route";
import { now, ProblemOnPhone } from "../store/api";
import { say } from "../words";
import type { Sight } from "./look";
import { tell } from "./naming";

interface Begun {
  readonly flow: Flow;
  readonly name: string;
  readonly form: Form;
  /** The one question that is open. */
  readonly question: string;
}

/** The act as it opens for this record, when nothing but a place is to be said; else null. */
export function asksOnePlace(sight: Sight, act: Act, record: string): Begun | null {
  const flow = act.forms.length === 1 ? opened(sight, world, act, [record], null) : null;
  const current = flow && formOf(sight.programme, flow);
  const member = flow?.members[0];
  if (!flow || !current || !member || flow.members.length > 1) return null;
  const { form } = current;
  const look = memberLook(sight, flow, form, member);
  const open = Object.entries(form.fields)
    .filter(([name, field]) => isAsked(field, name, member, look) && (member.values[name] ?? null) === null)
    .map(([name]) => name);
  const [question] = open;
  if (question === undefined || open.length > 1 || form.fields[question]?.type !== "place") return null;
  return { flow, ...current, question };
}

export interface OneTapProps {
  readonly sight: Sight;
  readonly act: Act;
  readonly record: string;
  /** Where one stands: no answer to the question. */
  readonly but: string;
}

export function OneTap({ sight, act, record, but }: OneTapProps) {
  const [isOpen, unfold] = useState(false);
  const [state, put] = useState({ trouble: "", saving: false });
  const begun = isOpen ? asksOnePlace(sight, act, record) : null;
  const field = begun?.form.fields[begun.question];
  const choose = async (place: string) => {
    const at = asksOnePlace(sight, act, record);
    if (!at || state.saving) return;
    const flow = answered(at.flow, at.form, 0, at.question, place);
    put({ trouble: "", saving: true });
    try {
      const { members, keepCount } = await finished(sight, flow, at.form);
      const isClear = troublesIn(sight, flow, at.form).length === 0;
      // What needs a second look gets the whole form.
      if (!isClear || stopsOf(sight, at.name, filledBy(members), now()).length > 0)
        return go(link("act", act.name, { on: record }));
      await store(at.name, at.form, flow, members, "");
      keepCount();
      go(link("done", act.name, { on: record }));
    } catch (cause) {
      if (!(cause instanceof ProblemOnPhone)) throw cause;
      put({ trouble: say("form.cannotSave"), saving: false });
    }
  };
  return (
    <>
      <Button isOpen={isOpen} onPress={() => unfold(!isOpen)}>
        {tell(`act.${act.name}`)}
      </Button>
      {begun && field && (
        <div class="one-tap" role="group" aria-label={tell(field.label)}>
          <p class="quiet">{say("asked.oneTap")}</p>
          {state.trouble && <Notice tone="waiting" title={state.trouble} />}
          {placesOf(sight, field)
            .filter(({ code }) => code !== but)
            .map(({ code, name }) => (
              <Button key={code} disabled={state.saving} onPress={() => void choose(code)}>
                {name}
              </Button>
            ))}
        </div>
      )}
    </>
  );
}
