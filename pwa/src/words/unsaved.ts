import { say } from "./index";

/** Why the phone could not keep what was typed, and what to do. */
export function unsavedWords(cause: unknown): string {
  switch (cause instanceof Error && "code" in cause ? cause.code : null) {
    case "quota":
      return say("form.cannotSave");
    case "too-large":
    case "too-many":
      return say("form.tooMuch");
    case "emptied":
    case "not-enrolled":
      return say("form.emptied");
    default:
      return say("form.notSaved");
  }
}
