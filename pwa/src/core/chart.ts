// A journey as a picture: its states and the steps between them, straight from the table that judges.

import type { JourneyRules, JourneyStep } from "./programme";

/** All steps that lead from one state to another. `from` "" is the beginning. */
export interface Passage {
  readonly from: string;
  readonly to: string;
  readonly steps: readonly JourneyStep[];
}

/** `everywhere`: steps open to so many states that lines for each would hide the rest; "resume" leads back. */
export interface Chart {
  readonly states: readonly string[];
  readonly passages: readonly Passage[];
  readonly everywhere: readonly JourneyStep[];
}

const CROWD = 5;

export function chartOf(rules: JourneyRules): Chart {
  const passages = new Map<string, Passage>();
  const everywhere: JourneyStep[] = [];
  for (const step of rules.steps) {
    const from = rules.groups[step.from] ?? [step.from];
    if (from.length > CROWD || step.to === "resume") {
      everywhere.push(step);
      continue;
    }
    for (const state of from) {
      const key = passageKey(state, step.to);
      const known = passages.get(key);
      passages.set(key, { from: state, to: step.to, steps: [...(known?.steps ?? []), step] });
    }
  }
  const named = [...passages.values()].flatMap((one) => [one.from, one.to]);
  const far = everywhere.map((step) => step.to).filter((state) => state !== "resume");
  return { states: [...new Set([...named, ...far])], passages: [...passages.values()], everywhere };
}

export const passageKey = (from: string, to: string): string => `${from}>${to}`;
