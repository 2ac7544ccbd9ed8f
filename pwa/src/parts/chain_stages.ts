// From events to links: what happens while one holder holds is one link, however many events it has.

import type { ChainLink } from "./chain";

export type Held = Extract<ChainLink, { readonly kind: "past" | "now" | "end" }>;
type Other = Extract<ChainLink, { readonly kind: "next" | "gap" }>;

/** One link as drawn: a holder with its events oldest first, or what is due, or a gap. */
export type Stage =
  | {
      readonly kind: Held["kind"];
      readonly key: string;
      readonly holder: string;
      readonly beats: readonly Held[];
      readonly last: Held;
    }
  | Other;

export function stagesOf(links: readonly ChainLink[]): readonly Stage[] {
  const stages: Stage[] = [];
  for (const link of links) {
    const before = stages.at(-1);
    if (link.kind === "next" || link.kind === "gap") stages.push(link);
    else if (before && "beats" in before && before.holder === link.holder) {
      stages.splice(-1, 1, { ...before, kind: link.kind, beats: [...before.beats, link], last: link });
    } else stages.push({ kind: link.kind, key: link.key, holder: link.holder, beats: [link], last: link });
  }
  return stages;
}

/** True while only this phone knows how the stage began. */
export function isPending(stage: Stage): boolean {
  return "beats" in stage && stage.beats[0]?.pending === true;
}

/** How a stage hangs on the one before it. */
export function joint(stage: Stage, next: Stage | undefined): "solid" | "dashed" | "none" {
  if (!next || next.kind === "gap" || stage.kind === "gap") return "none";
  return next.kind === "next" || isPending(next) ? "dashed" : "solid";
}

/** How many stages may be folded away so that `shown` past ones stay in sight. */
export function foldable(stages: readonly Stage[], shown: number): number {
  const past = stages.map((s, i) => (s.kind === "past" ? i : -1)).filter((i) => i >= 0);
  // Folding a single link would save no room.
  return past.length > shown + 1 ? (past[past.length - shown] ?? 0) : 0;
}
