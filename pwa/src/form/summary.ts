// What was answered, as label and text: for the look before saving, and for entries that came back.

import { isList } from "../core/canon";
import type { Form } from "../core/programme";
import type { Value } from "../core/wire";
import { say } from "../words";
import { named, type Look, type Sight } from "../screens/look";
import { shown, tell } from "../screens/naming";
import { isAsked, type Member } from "./flow";

export interface Said {
  readonly name: string;
  readonly label: string;
  readonly text: string;
  readonly code: boolean;
}

/** The answers to the questions that were asked, in the form's order; what was left open says so. */
export function answersOf(sight: Sight, form: Form, member: Member, look: Look): readonly Said[] {
  return Object.entries(form.fields)
    .filter(([name, field]) => isAsked(field, name, member, look))
    .map(([name, field]) => {
      const value = member.values[name] ?? null;
      return {
        name,
        label: tell(field.label),
        text: answerText(sight, form, name, value),
        code: field.policy.normal === "upper",
      };
    })
    .filter(({ text }) => text !== "");
}

/** One answer as people read it. Strokes and machine lines are not read out. */
export function answerText(sight: Sight, form: Pick<Form, "fields">, name: string, value: Value): string {
  const field = form.fields[name];
  if (value === null || value === "") return "";
  if (field?.type === "sign") return say("form.signedIs");
  if (field?.type === "photo")
    return isList(value) && value.length > 0 ? say("photo.count", { count: value.length }) : "";
  if (field?.type === "mrz") return say("mrz.used");
  // An id that stands for nothing one can open, such as what only keeps a family together, is not read out.
  if (field && (field.type === "ref" || field.type === "refs") && named(sight, value).length === 0) return "";
  return shown(sight, field, value);
}
