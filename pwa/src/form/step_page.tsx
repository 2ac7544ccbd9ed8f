// One step of a form on the screen: its questions, and what is to be put right.

import type { Form, Programme } from "../core/programme";
import type { MrzReading } from "../core/mrz";
import type { Value } from "../core/wire";
import type { Sight } from "../screens/look";
import { tell, toldUnder } from "../screens/naming";
import { takes } from "./choosing";
import { answersFrom } from "./document";
import { Question } from "./question";
import { answered, asksWhySplit, askedFields, memberLook, openedFor, type Flow, type Page } from "./flow";
import { faultWords } from "./fault_words";
import type { Trouble } from "./checking";
import { say } from "../words";

export interface StepPageProps {
  readonly sight: Sight;
  readonly flow: Flow;
  readonly name: string;
  readonly form: Form;
  readonly page: Extract<Page, { kind: "step" }>;
  readonly troubles: readonly Trouble[];
  readonly now: number;
  readonly onFlow: (change: (flow: Flow) => Flow) => void;
}

export const questionId = (member: number, field: string): string => `q-${member}-${field}`;

export function StepPage({ sight, flow, name, form, page, troubles, now, onFlow }: StepPageProps) {
  const member = flow.members[page.member];
  if (!member) return null;
  const look = memberLook(sight, flow, form, member);
  return (
    <>
      <ReadFirst lines={readFirst(name, form, page.step)} />
      <WorkedOut form={form} step={page.step} values={member.values} />
      {askedFields(sight, flow, form, page).map((field) => {
        const asked = form.fields[field];
        const trouble = troubles.find((one) => one.field === field && one.member === page.member);
        return (
          asked && (
            <Question
              key={`${page.member}.${field}`}
              sight={sight}
              id={questionId(page.member, field)}
              name={field}
              field={asked}
              look={look}
              opened={openedFor(sight, flow, member)}
              value={member.values[field] ?? null}
              problem={trouble && (trouble.code === "split" ? say("flow.split") : faultWords(asked, trouble.code))}
              now={now}
              signs={marksFor(sight.programme, form.about, field)}
              takes={takes(form, field)}
              asksReason={takes(form, field) && !asksWhySplit(form)}
              reason={flow.reason}
              onReason={(reason) => onFlow((was) => ({ ...was, reason }))}
              onAnswer={(value, source) => onFlow((was) => answered(was, form, page.member, field, value, source))}
              onRead={(reading) => onFlow((was) => readInto(was, form, page.member, reading))}
            />
          )
        );
      })}
    </>
  );
}

/** The numbers a step works out stand above what is asked beside them. */
function WorkedOut({ form, step, values }: { form: Form; step: number; values: Readonly<Record<string, Value>> }) {
  const numbers = (form.steps[step]?.fields ?? []).flatMap((name) => {
    const [field, value] = [form.fields[name], values[name]];
    return field?.calc && typeof value === "number" ? [{ label: tell(field.label), value }] : [];
  });
  return numbers.map(({ label, value }) => (
    <p key={label} class="worked-out">
      {label} <b>{value}</b>
    </p>
  ));
}

function ReadFirst({ lines }: { readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div class="read-first">
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}

/** Everything the document answers, marked as read from it. */
function readInto(flow: Flow, form: Form, member: number, reading: MrzReading): Flow {
  return Object.entries(answersFrom(form, reading)).reduce(
    (was, [field, value]) => answered(was, form, member, field, value, "mrz"),
    flow,
  );
}

/** The marks any card gives values of a field of this name: the tag is the tag on every form. */
function marksFor(programme: Programme, about: string, field: string): Readonly<Record<string, string>> {
  const own = programme.cards[about]?.marks[field];
  const shared = Object.values(programme.cards).find((card) => card.marks[field]);
  return own ?? shared?.marks[field] ?? {};
}

/** What a traveller reads before they answer: the words "<form>.text.*", on the first step that faces them. */
function readFirst(name: string, form: Form, step: number): readonly string[] {
  const first = form.steps.findIndex((one) => one.facing === "traveller");
  return first === step ? toldUnder(`${name}.text.`) : [];
}

export const stepTitle = (form: string, step: string): string => tell(`${form}.step.${step}`);
