// How far a notice has come, in one word and line by line. What a push service took is not called delivered.

import type { Tone } from "../parts/mark";
import type { Asked, Outcome, StoryLine } from "../store/api";
import { say, type WordKey } from "../words";
import { moment } from "../words/time";
import type { Sight } from "./look";
import { placeName, tell, told } from "./naming";

/** Stages outside the office: it has failed to react. */
const BEYOND: readonly string[] = ["place", "telephone"];
const LINES = {
  no_channel: "asked.line.no_channel",
  attempted: "asked.line.attempted",
  accepted_by_push: "asked.line.accepted_by_push",
  retried: "asked.line.retried",
  delivered: "asked.line.delivered",
  opened: "asked.line.opened",
  heard: "asked.line.heard",
  escalated: "asked.line.escalated",
  rung_again: "asked.line.rung_again",
  superseded: "asked.line.superseded",
  gone: "asked.line.gone",
  dead: "asked.line.dead",
} as const satisfies Readonly<Record<string, WordKey>>;

/** The same of a channel, which has a name. */
const OF_CHANNEL = {
  attempted: "asked.channel.attempted",
  accepted_by_push: "asked.channel.accepted",
  retried: "asked.channel.retried",
  superseded: "asked.channel.superseded",
  gone: "asked.channel.gone",
  dead: "asked.channel.dead",
} as const satisfies Readonly<Record<string, WordKey>>;

/** A no, and a time that ran out, must not look like a yes. */
const ENDS: Readonly<Record<Outcome, Tone>> = {
  yes: "settled",
  no: "no",
  off: "off",
  late: "overdue",
};

const isOfChannel = (what: string): what is keyof typeof OF_CHANNEL => Object.hasOwn(OF_CHANNEL, what);

const isPlain = (what: string): what is keyof typeof LINES => Object.hasOwn(LINES, what);

const isBeyond = (asked: Asked): boolean => asked.reach !== undefined && BEYOND.includes(asked.reach);

/** Nothing else is left: somebody must ring the office up. */
export const mustBeRung = (asked: Asked): boolean => asked.reach === "telephone" && asked.heard_by === undefined;

/** Where a notice stands, for a row. */
export function howFar(sight: Sight, asked: Asked): { readonly tone: Tone; readonly word: string } {
  if (asked.ended !== undefined)
    return { tone: ENDS[asked.outcome ?? "yes"], word: endWord(asked.kind, asked.ended, asked.ended_by) };
  if (asked.heard_by !== undefined) return { tone: "waiting", word: say("asked.hasIt", { who: asked.heard_by }) };
  // To the office itself the ladder says only how urgent it has become.
  if (asked.mine) return { tone: isBeyond(asked) ? "overdue" : "waiting", word: say("asked.nobodyHasIt") };
  if (mustBeRung(asked)) return { tone: "overdue", word: `${say("asked.ringUp")}: ${placeName(sight, asked.office)}` };
  if (isBeyond(asked)) return { tone: "overdue", word: say("asked.passed") };
  if (asked.delivered_at !== undefined)
    return { tone: "waiting", word: `${say("asked.delivered")} · ${say("asked.nobodyHasIt")}` };
  const taken = asked.story.filter((line) => line.what === "accepted_by_push");
  const channel = taken.length > 0 && taken.every((line) => line.through) ? taken.at(-1)?.through : undefined;
  if (channel !== undefined) return { tone: "pending", word: say("asked.channel.handed", { channel }) };
  return { tone: "pending", word: taken.length > 0 ? say("asked.accepted") : say("asked.queued") };
}

export function Story({ sight, now, asked }: { readonly sight: Sight; readonly now: number; readonly asked: Asked }) {
  return (
    <details class="story">
      <summary>{say("asked.story")}</summary>
      <ol>
        {asked.story.map((line, nth) => (
          <li key={nth}>
            <time dateTime={new Date(line.at).toISOString()}>{moment(line.at, now)}</time>
            <span>{lineWords(sight, asked.kind, line)}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}

/** A line as people say it: what happened, to whom or where. */
function lineWords(sight: Sight, kind: string, line: StoryLine): string {
  const detail = line.detail ?? "";
  if (line.what === "queued") return say("asked.line.queued", { detail });
  if (line.what === "ended") {
    const [event = "", ...who] = detail.split(" ");
    return endWord(kind, event, who.join(" ") || undefined);
  }
  if (line.through && isOfChannel(line.what)) return say(OF_CHANNEL[line.what], { channel: line.through });
  if (!isPlain(line.what)) return line.what;
  const key = LINES[line.what];
  if (line.what === "escalated") {
    const [reach = "", place = ""] = detail.split(" ");
    return [say(key), reachWord(sight, reach, place)].join(": ");
  }
  const who = line.who ?? (line.what === "heard" || line.what === "delivered" ? detail : "");
  return [say(key), who].filter(Boolean).join(" · ");
}

/** Whom a stage means. */
export function reachWord(sight: Sight, reach: string, place: string): string {
  const at = placeName(sight, place);
  if (reach === "place") return at;
  if (reach === "telephone") return say("asked.reach.telephone", { place: at });
  if (reach === "channel") return say("asked.reach.channel");
  if (reach === "again") return say("asked.again");
  if (reach === "ends") return say("asked.ends", { place: at });
  return at;
}

function endWord(kind: string, event: string, who: string | undefined): string {
  const what = told(`event.${kind}.${event}`) ?? tell(event);
  return who ? say("asked.endedBy", { what, who }) : what;
}
