import { useState } from "preact/hooks";
import { say } from "../words";
import { clock, duration, moment } from "../words/time";
import { GapShape, HouseShape } from "./chain_shapes";
import { foldable, isPending, joint, stagesOf, type Held as Beat, type Stage } from "./chain_stages";
import { StateMark, type Sign } from "./mark";
import { Timer } from "./timer";

/** Someone or something that held, or holds. */
interface Held {
  readonly key: string;
  /** Who or what holds: a desk, a bus, an office. */
  readonly holder: string;
  /** What happened, in the past tense: "boarded the bus". */
  readonly event: string;
  /** Since when, ms since 1970 UTC. */
  readonly at: number;
  readonly who: string;
  /** The device's name, as printed on it. */
  readonly device: string;
  /** True while only this phone knows. */
  readonly pending?: boolean | undefined;
  /** A sentence on what is odd here (a guard that did not hold, a step out of order). */
  readonly note?: string | undefined;
}
export type ChainLink =
  | (Held & { readonly kind: "past" })
  | (Held & { readonly kind: "now"; readonly due?: number | undefined; readonly state?: string | undefined })
  | (Held & { readonly kind: "end"; readonly sign?: Sign | undefined })
  | { readonly kind: "next"; readonly key: string; readonly holder: string; readonly due?: number | undefined }
  | { readonly kind: "gap"; readonly key: string; readonly from: number; readonly until: number | null };

export interface ChainProps {
  /** Oldest first, one per event; those of one holder in a row are drawn as one link. */
  readonly links: readonly ChainLink[];
  readonly now: number;
  /** How many past holders stay in sight before the rest is folded away. */
  readonly shown?: number | undefined;
}

/** Custody as links on a line: where somebody is, since when, and who must act. */
export function Chain({ links, now, shown = 2 }: ChainProps) {
  const [unfolded, unfold] = useState(false);
  const stages = stagesOf(links);
  const hidden = foldable(stages, shown);
  const visible = unfolded ? stages : stages.slice(hidden);
  if (!stages.length) return <p class="quiet">{say("chain.empty")}</p>;
  return (
    <div class="chain">
      {hidden > 0 && (
        <button type="button" class="chain-fold" aria-expanded={unfolded} onClick={() => unfold(!unfolded)}>
          <span class="chain-dots" aria-hidden="true" />
          {unfolded ? say("act.hideEarlier") : say("act.showEarlier", { count: hidden })}
        </button>
      )}
      <ol aria-label={say("chain.title")}>
        {visible.map((stage, i) => (
          <li
            key={stage.key}
            class="link"
            data-kind={stage.kind}
            data-joint={joint(stage, visible[i + 1])}
            data-pending={isPending(stage) || undefined}
            data-over={isOver(stage, now) || undefined}
          >
            <span class="link-rail" aria-hidden="true">
              <Shape stage={stage} />
            </span>
            <div class="link-body">
              <StageText stage={stage} now={now} />
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** A link is drawn by the style, as long as its holder held; only a gap and a house have lines of their own. */
function Shape({ stage }: { readonly stage: Stage }) {
  if (stage.kind === "gap") return <GapShape />;
  if (stage.kind === "end" && stage.last.kind === "end" && stage.last.sign === "house") return <HouseShape />;
  return <span class="link-shape" />;
}

function StageText({ stage, now }: { readonly stage: Stage; readonly now: number }) {
  if (stage.kind === "gap") {
    const { from, until } = stage;
    return (
      <>
        <StateMark tone="overdue">
          {until === null
            ? say("chain.gapOpen", { time: moment(from, now) })
            : say("chain.gap", { duration: duration(until - from) })}
        </StateMark>
        {until !== null && (
          <p class="link-meta">
            {moment(from, now)} – {clock(until)}
          </p>
        )}
      </>
    );
  }
  if (stage.kind === "next") {
    return (
      <>
        <p class="link-word">{say("chain.next")}</p>
        <p class="link-holder">{stage.holder}</p>
        {stage.due !== undefined && <p class="link-meta">{say("chain.dueBy", { time: moment(stage.due, now) })}</p>}
      </>
    );
  }
  const { last } = stage;
  return (
    <>
      {stage.kind === "now" && <p class="link-word link-now">{say("chain.now")}</p>}
      {stage.kind === "end" && <StateMark tone="settled">{say("chain.end")}</StateMark>}
      <p class="link-holder">{stage.holder}</p>
      <ol class="beats">
        {stage.beats.map((beat) => (
          <BeatText key={beat.key} beat={beat} now={now} />
        ))}
      </ol>
      {last.kind === "now" && last.due !== undefined && <Timer due={last.due} now={now} large />}
    </>
  );
}

function BeatText({ beat, now }: { readonly beat: Beat; readonly now: number }) {
  return (
    <li class="beat">
      <time dateTime={new Date(beat.at).toISOString()}>{moment(beat.at, now)}</time>
      <span class="beat-text">
        <span class="beat-event">{beat.event}</span>
        <span class="link-meta">
          {say("chain.by", { who: beat.who, device: beat.device.toUpperCase() })}
          {beat.pending && <StateMark tone="pending">{say("chain.onPhone")}</StateMark>}
        </span>
        {beat.note && <span class="link-note">{beat.note}</span>}
      </span>
    </li>
  );
}

function isOver(stage: Stage, now: number): boolean {
  return stage.kind === "now" && stage.last.kind === "now" && stage.last.due !== undefined && stage.last.due < now;
}
