import { useState } from "preact/hooks";
import { say } from "../words";
import { clock, duration, moment } from "../words/time";
import { LinkShape } from "./chain_shapes";
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
  /** Oldest first. */
  readonly links: readonly ChainLink[];
  readonly now: number;
  /** How many past links stay in sight before the rest is folded away. */
  readonly shown?: number | undefined;
}

/** Custody as links on a line: where somebody is, since when, and who must act. */
export function Chain({ links, now, shown = 3 }: ChainProps) {
  const [unfolded, unfold] = useState(false);
  const past = links.filter((l) => l.kind === "past").length;
  const hidden = past > shown + 1 ? hiddenUpTo(links, past - shown) : 0;
  const visible = unfolded ? links : links.slice(hidden);
  if (!links.length) return <p class="quiet">{say("chain.empty")}</p>;
  return (
    <div class="chain">
      {hidden > 0 && (
        <button type="button" class="chain-fold" aria-expanded={unfolded} onClick={() => unfold(!unfolded)}>
          <LinkShape kind="folded" />
          {unfolded ? say("act.hideEarlier") : say("act.showEarlier", { count: hidden })}
        </button>
      )}
      <ol class="chain-links" aria-label={say("chain.title")}>
        {visible.map((link, i) => (
          <li
            key={link.key}
            class="link"
            data-kind={link.kind}
            data-joint={joint(link, visible[i + 1])}
            data-over={over(link, now)}
          >
            <span class="link-rail" aria-hidden="true">
              <LinkShape
                kind={link.kind}
                sign={link.kind === "end" ? link.sign : undefined}
                pending={"pending" in link && link.pending}
              />
            </span>
            <div class="link-body">
              <LinkText link={link} now={now} />
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

function LinkText({ link, now }: { readonly link: ChainLink; readonly now: number }) {
  if (link.kind === "gap") {
    const length =
      link.until === null
        ? say("chain.gapOpen", { time: moment(link.from, now) })
        : say("chain.gap", { duration: duration(link.until - link.from) });
    return (
      <p class="link-gap">
        <StateMark tone="overdue">{length}</StateMark>
        <span class="link-meta">
          {clock(link.from)}–{link.until === null ? "" : clock(link.until)}
        </span>
      </p>
    );
  }
  if (link.kind === "next") {
    return (
      <>
        <p class="link-when">{say("chain.next")}</p>
        <p class="link-holder">{link.holder}</p>
        {link.due !== undefined && <p class="link-meta">{say("chain.dueBy", { time: moment(link.due, now) })}</p>}
      </>
    );
  }
  return (
    <>
      <p class="link-when">
        <time dateTime={new Date(link.at).toISOString()}>{moment(link.at, now)}</time>
        {link.kind === "now" && <span class="link-now">{say("chain.now")}</span>}
        {link.kind === "end" && <StateMark tone="settled">{say("chain.end")}</StateMark>}
      </p>
      <p class="link-holder">{link.holder}</p>
      <p class="link-event">{link.event}</p>
      {link.kind === "now" && link.due !== undefined && <Timer due={link.due} now={now} large />}
      <p class="link-meta">
        {say("chain.by", { who: link.who, device: link.device.toUpperCase() })}
        {link.pending && <StateMark tone="pending">{say("chain.onPhone")}</StateMark>}
      </p>
      {link.note && <p class="link-note">{link.note}</p>}
    </>
  );
}

function joint(link: ChainLink, next: ChainLink | undefined): "solid" | "dashed" | "none" {
  if (!next || next.kind === "gap" || link.kind === "gap") return "none";
  return next.kind === "next" || ("pending" in next && next.pending) ? "dashed" : "solid";
}

function over(link: ChainLink, now: number): boolean | undefined {
  return (link.kind === "now" && link.due !== undefined && link.due < now) || undefined;
}

/** Index of the first link that stays in sight when `count` past ones are folded. */
function hiddenUpTo(links: readonly ChainLink[], count: number): number {
  let seen = 0;
  const index = links.findIndex((l) => l.kind === "past" && ++seen > count);
  return Math.max(index, 0);
}
