// The look over all before saving: who, what was answered step by step, one tap back to change it.

import type { Form } from "../core/programme";
import { Button } from "../parts/button";
import { Facts } from "../parts/card";
import { say } from "../words";
import type { Sight } from "../screens/look";
import { tell } from "../screens/naming";
import { answersOf } from "./summary";
import { isShared, memberLook, type Flow, type Member } from "./flow";

export interface CheckPageProps {
  readonly sight: Sight;
  readonly flow: Flow;
  readonly name: string;
  readonly form: Form;
  readonly onChange: (member: number, step: number) => void;
  readonly onAdd?: (() => void) | undefined;
  readonly onRemove?: ((member: number) => void) | undefined;
}

export function CheckPage({ sight, flow, name, form, onChange, onAdd, onRemove }: CheckPageProps) {
  const members = isShared(form, flow) ? flow.members.slice(0, 1) : flow.members;
  const last = members.length - 1;
  return (
    <div class="checks">
      {members.map((member, at) => (
        // The one just filled in is open; those before were looked at already.
        <details class="checked" key={member.record} open={at === last}>
          <summary>
            <h2>{titleOf(sight, form, member, at)}</h2>
          </summary>
          <Steps {...{ sight, flow, name, form, member }} onChange={(step) => onChange(at, step)} />
          {onRemove && members.length > 1 && (
            <Button kind="quiet" icon="close" onPress={() => onRemove(at)}>
              {say("flow.removePerson")}
            </Button>
          )}
        </details>
      ))}
      {onAdd && (
        <Button icon="plus" onPress={onAdd}>
          {say("form.party")}
        </Button>
      )}
    </div>
  );
}

interface StepsProps {
  readonly sight: Sight;
  readonly flow: Flow;
  readonly name: string;
  readonly form: Form;
  readonly member: Member;
  readonly onChange: (step: number) => void;
}

function Steps({ sight, flow, name, form, member, onChange }: StepsProps) {
  const said = new Map(
    answersOf(sight, form, member, memberLook(sight, flow, form, member)).map((one) => [one.name, one]),
  );
  return (
    <>
      {form.steps.map((step, at) => {
        const facts = step.fields.flatMap((field) => said.get(field) ?? []);
        const title = form.steps.length > 1 ? tell(`${name}.step.${step.name}`) : tell(name);
        if (facts.length === 0) return null;
        return (
          <section key={step.name} aria-label={title}>
            <header class="checked-head">
              <h3>{title}</h3>
              <button
                type="button"
                class="checked-change"
                onClick={() => onChange(at)}
                aria-label={say("flow.edit", { what: title })}
              >
                {say("act.change")}
              </button>
            </header>
            <Facts facts={facts.map(({ label, text, code }) => ({ label, code, value: text }))} />
          </section>
        );
      })}
    </>
  );
}

/** The name the card would show, from what is typed so far; else what the form is. */
function titleOf(sight: Sight, form: Form, member: Member, at: number): string {
  const card = sight.programme.cards[form.about];
  if (!form.many || !member.fresh) return tell(`kind.${form.about}`);
  const typed = (card?.title ?? []).map((field) => member.values[field]);
  const name = typed.filter((value) => typeof value === "string" && value !== "").join(" ");
  return name || say("form.partyOf", { index: at + 1 });
}
