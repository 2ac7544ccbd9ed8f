// The look over all before saving: who, what was answered, one tap back to change it.

import type { Form } from "../core/programme";
import { Facts } from "../parts/card";
import { Button } from "../parts/button";
import { readSignature } from "../core/ink";
import { say } from "../words";
import type { Sight } from "../screens/look";
import { tell } from "../screens/naming";
import { answersOf } from "./summary";
import { isShared, memberLook, type Flow, type Member } from "./flow";

export interface CheckPageProps {
  readonly sight: Sight;
  readonly flow: Flow;
  readonly form: Form;
  readonly onChange: (member: number, field: string) => void;
  readonly onAdd?: (() => void) | undefined;
  readonly onRemove?: ((member: number) => void) | undefined;
}

export function CheckPage({ sight, flow, form, onChange, onAdd, onRemove }: CheckPageProps) {
  const members = isShared(form, flow) ? flow.members.slice(0, 1) : flow.members;
  return (
    <>
      {members.map((member, at) => (
        <section class="checked" key={member.record} aria-labelledby={`checked-${at}`}>
          <header class="group-head">
            <h2 id={`checked-${at}`}>{titleOf(sight, form, flow, member, at)}</h2>
            {onRemove && members.length > 1 && (
              <Button kind="quiet" icon="close" onPress={() => onRemove(at)}>
                {say("flow.removePerson")}
              </Button>
            )}
          </header>
          <Answers sight={sight} flow={flow} form={form} member={member} onChange={(field) => onChange(at, field)} />
        </section>
      ))}
      {onAdd && (
        <Button icon="plus" wide onPress={onAdd}>
          {say("form.party")}
        </Button>
      )}
    </>
  );
}

interface AnswersProps {
  readonly sight: Sight;
  readonly flow: Flow;
  readonly form: Form;
  readonly member: Member;
  readonly onChange: (field: string) => void;
}

function Answers({ sight, flow, form, member, onChange }: AnswersProps) {
  const said = answersOf(sight, form, member, memberLook(sight, flow, form, member));
  const facts = said.map(({ name, label, text, code }) => ({
    label,
    code,
    value: (
      <>
        <span class="checked-answer">{signatureOr(member, name, text)}</span>
        <button type="button" class="checked-change" onClick={() => onChange(name)} aria-label={say("flow.edit", { what: label })}>
          {say("act.change")}
        </button>
      </>
    ),
  }));
  return <Facts facts={facts} />;
}

function signatureOr(member: Member, name: string, text: string): string {
  const value = member.values[name];
  const signed = typeof value === "string" && text === say("form.signedIs") ? readSignature(value) : null;
  return signed?.kind === "name" ? say("sign.signedName", { name: signed.name }) : text;
}

/** The name the card would show, from what is typed so far. */
function titleOf(sight: Sight, form: Form, flow: Flow, member: Member, at: number): string {
  const card = sight.programme.cards[form.about];
  const own = form.many && member.fresh ? (card?.title ?? []).map((field) => member.values[field]) : [];
  const name = own.filter((value) => typeof value === "string" && value !== "").join(" ");
  if (name) return name;
  return flow.members.length > 1 && form.many ? say("form.partyOf", { index: at + 1 }) : tell(form.fields[""]?.label ?? `kind.${form.about}`);
}
