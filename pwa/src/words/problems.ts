import { say } from "./index";

/** What to tell a person: what happened, what is safe, what to do. */
export interface Told {
  readonly what: string;
  readonly safe: string;
  readonly next: string;
}

const known = [
  "offline",
  "malformed",
  "unauthorised",
  "revoked",
  "forbidden",
  "proof-needed",
  "not-found",
  "device-fork",
  "seq-gap",
  "too-large",
  "wrong-type",
  "unreadable",
  "code-spent",
  "too-many",
  "busy",
  "quota",
] as const;

/** Words for a problem code of the server ("busy"), or of the phone ("offline", "quota"). */
export function problemWords(code: string): Told {
  const name = known.find((k) => k === code) ?? "unknown";
  return {
    what: say(`problem.${name}.what`),
    safe: say(name === "code-spent" || name === "too-many" ? "safe.nothingLost" : "safe.phone"),
    next: say(`problem.${name}.next`),
  };
}
