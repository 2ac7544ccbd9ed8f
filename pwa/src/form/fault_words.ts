// What to put right about an answer, in words.

import type { Field } from "../core/programme";
import { say } from "../words";

/** `code`: one of core/form `faults`, or "every". */
export function faultWords(field: Field, code: string): string {
  switch (code) {
    case "needed":
      return neededWords(field);
    case "long":
      return say("fault.tooLong", { max: field.length_max });
    case "low":
      return say("fault.tooLow", { lowest: field.lowest ?? 0 });
    case "high":
      return say("fault.tooHigh", { highest: field.highest ?? 0 });
    case "pattern":
      return say("fault.pattern");
    case "every":
      return say("fault.every");
    case "option":
    case "place":
      return say("fault.choose");
    default:
      return formatWords(field);
  }
}

function neededWords(field: Field): string {
  if (field.type === "choice" || field.type === "place" || field.type === "ref" || field.type === "refs")
    return say("fault.choose");
  return field.type === "sign" ? say("fault.signature") : say("fault.needed");
}

function formatWords(field: Field): string {
  if (field.type === "date" || field.type === "dates" || field.type === "datetime") return say("fault.dateIncomplete");
  if (field.type === "phone") return say("fault.phone");
  if (field.type === "country" || field.type === "countries") return say("fault.country");
  return field.type === "mrz" || field.type === "code" ? say("fault.pattern") : say("fault.value");
}
