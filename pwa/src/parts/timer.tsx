import { say } from "../words";
import { duration } from "../words/time";
import { Icon } from "./icon";

export interface TimerProps {
  /** When the time is up, ms since 1970 UTC. */
  readonly due: number;
  readonly now: number;
  /** From how many ms before `due` on it is shown as waiting. */
  readonly soon?: number | undefined;
  readonly large?: boolean | undefined;
}

const halfHour = 30 * 60_000;

/** The time left, or over: the biggest thing a person acts on. */
export function Timer({ due, now, soon = halfHour, large = false }: TimerProps) {
  const left = due - now;
  const over = left < 0;
  const tone = over ? "overdue" : left <= soon ? "waiting" : undefined;
  return (
    <span class="timer" data-tone={tone} data-large={large || undefined}>
      {tone && <Icon name={over ? "alert" : "clock"} size={large ? 22 : 18} />}
      <Spoken text={over ? say("time.over", { duration: "\u0000" }) : say("time.left", { duration: "\u0000" })}>
        {duration(left)}
      </Spoken>
    </span>
  );
}

/** Sets the number apart from the words around it, wherever a language puts them. */
function Spoken({ text, children }: { readonly text: string; readonly children: string }) {
  const [before = "", after = ""] = text.split("\u0000");
  return (
    <span class="timer-text">
      {before.trim() && <span class="timer-word">{before.trim()} </span>}
      <b>{children}</b>
      {after.trim() && <span class="timer-word"> {after.trim()}</span>}
    </span>
  );
}
