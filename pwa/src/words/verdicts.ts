// Words for what became of an act.

import { say, type WordKey } from "./index";
import type { Told } from "./problems";

const quarantined: Readonly<Record<string, readonly [what: WordKey, next: WordKey]>> = {
  malformed: ["verdict.quarantined.what", "verdict.malformed.next"],
  "too-large": ["verdict.tooLarge.what", "verdict.tooLarge.next"],
  "unknown-form": ["verdict.unknownForm.what", "verdict.unknownForm.next"],
  "unknown-kind": ["verdict.unknownForm.what", "verdict.unknownForm.next"],
  "no-seen": ["verdict.unseen.what", "verdict.unseen.next"],
  unseen: ["verdict.unseen.what", "verdict.unseen.next"],
  "out-of-scope": ["verdict.outOfScope.what", "verdict.outOfScope.next"],
  "unknown-record": ["verdict.unknownRecord.what", "verdict.unknownRecord.next"],
  "revoked-device": ["verdict.revoked.what", "verdict.revoked.next"],
  "too-old": ["verdict.tooOld.what", "verdict.tooOld.next"],
  "nothing-to-release": ["verdict.nothingToRelease.what", "verdict.nothingToRelease.next"],
};

/**
 * Words for a verdict and its detail ("out-of-scope", "bad-value:flight", "guard:seats").
 * `subject`: the programme's word for what stands after the colon; for a guard, its sentence why not.
 */
export function verdictWords(code: string, detail: string | null, subject = ""): Told {
  const [about = "", name = ""] = (detail ?? "").split(":");
  const kept = say("safe.kept");
  switch (code) {
    case "applied":
      return { what: say("verdict.applied.what"), safe: say("safe.counts"), next: "" };
    case "noop":
      return { what: say("verdict.noop.what"), safe: say("safe.counts"), next: "" };
    case "conflict":
      return { what: say("verdict.conflict.what"), safe: say("safe.both"), next: say("verdict.conflict.next") };
    case "superseded":
      if (about !== "guard") {
        return { what: say("verdict.superseded.what"), safe: kept, next: say("verdict.superseded.next") };
      }
      return {
        what: subject || say("verdict.superseded.guard.what"),
        safe: kept,
        next: say("verdict.superseded.guard.next"),
      };
    case "refused":
      if (about in quarantined) return setAside(about, kept);
      if (about !== "decided-by")
        return { what: say("verdict.refused.what"), safe: kept, next: say("verdict.refused.next") };
      return { what: say("verdict.refused.decided.what"), safe: kept, next: say("verdict.refused.decided.next") };
    default:
      if (about === "bad-value" || about === "outdated") {
        const what = say("verdict.badValue.what", { field: subject || name });
        return { what, safe: kept, next: say("verdict.badValue.next") };
      }
      return setAside(about, kept);
  }
}

function setAside(about: string, safe: string): Told {
  const [what, next] = quarantined[about] ?? ["verdict.quarantined.what", "verdict.quarantined.next"];
  return { what: plain(what), safe, next: plain(next) };
}

/** Keys from a table: none of them has slots. */
function plain(key: WordKey): string {
  return say(key as "act.back");
}
