// What is known of a record, form by form, with who said it and when.

import type { HeadView, View } from "../store/api";
import { isList } from "../core/canon";
import { bringPicture } from "../link/pictures";
import { Facts } from "../parts/card";
import { Pictures } from "../parts/pictures";
import { StateMark } from "../parts/mark";
import { say } from "../words";
import { moment } from "../words/time";
import { answerText } from "../form/summary";
import type { Sight } from "./look";
import { tell } from "./naming";

export interface FieldsProps {
  readonly sight: Sight;
  readonly view: View;
  readonly now: number;
}

interface Known {
  readonly field: string;
  readonly form: string;
  readonly heads: readonly HeadView[];
}

export function FieldsOf({ sight, view, now }: FieldsProps) {
  const groups = byForm(sight, view);
  return (
    <>
      {[...groups].map(([form, known]) => (
        <section class="group" key={form}>
          <header class="group-head">
            <h2>{form in sight.programme.forms ? tell(form) : say("person.facts")}</h2>
          </header>
          <p class="quiet">{authorLine(known, now)}</p>
          <Facts facts={known.map((one) => factOf(sight, view, one))} />
        </section>
      ))}
    </>
  );
}

function factOf(sight: Sight, view: View, { field, heads }: Known) {
  const fields = sight.programme.kinds[view.kind] ?? {};
  const value = view.values[field] ?? null;
  const text = answerText(sight, { fields }, field, value);
  const isPhoto = fields[field]?.type === "photo" && isList(value);
  return {
    label: tell(fields[field]?.label ?? field),
    code: fields[field]?.policy.normal === "upper",
    value: (
      <>
        {isPhoto ? (
          <Pictures label={tell(fields[field]?.label ?? field)} digests={value.map(String)} bring={bringPicture} />
        ) : (
          <span dir="auto">{text}</span>
        )}
        {view.conflicts.includes(field) && <StateMark tone="conflict">{say("state.conflict")}</StateMark>}
        {heads.some((head) => head.pending) && <StateMark tone="pending">{say("state.pending")}</StateMark>}
      </>
    ),
  };
}

/** Fields with a value, under the form that first asks for them, in the programme's order. */
function byForm(sight: Sight, view: View): ReadonlyMap<string, readonly Known[]> {
  const groups = new Map<string, Known[]>();
  const people = sight.programme.cards[view.kind]?.people;
  for (const [field, rule] of Object.entries(sight.programme.kinds[view.kind] ?? {})) {
    // People stand on the page as rows of their own; machine lines are for machines.
    if (field === people || rule.type === "mrz") continue;
    if (answerText(sight, { fields: { [field]: rule } }, field, view.values[field] ?? null) === "") continue;
    const dot = rule.label.lastIndexOf(".");
    const form = rule.label.slice(0, Math.max(dot, 0)) || view.kind;
    groups.set(form, [...(groups.get(form) ?? []), { field, form, heads: view.heads[field] ?? [] }]);
  }
  // What forms ask comes first; what acts only wrote down comes last.
  const asked = ([form]: readonly [string, unknown]) => Number(!(form in sight.programme.forms));
  return new Map([...groups].sort((a, b) => asked(a) - asked(b)));
}

/** The house speaks under names that begin so. */
const HOUSE = "clock";

/** Who entered this form last, and when. */
function authorLine(known: readonly Known[], now: number): string {
  const heads = known.flatMap((one) => one.heads).sort((a, b) => b.stamp[0] - a.stamp[0]);
  const [latest] = heads;
  if (!latest) return "";
  const inc = latest.stamp[1];
  const who = latest.who || (inc.startsWith(HOUSE) ? tell("role.system") : inc.toUpperCase());
  return say("person.entered", { who, time: moment(latest.stamp[0], now) });
}
