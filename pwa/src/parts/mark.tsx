import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon";

/** A mark a programme can give a field value: "disc" is the blue tag, "house" the outlined house. */
export type Sign = "disc" | "house";
export type Tone = "overdue" | "waiting" | "settled" | "conflict" | "pending" | "no" | "off";

const toneIcon: Record<Tone, IconName> = {
  overdue: "alert",
  waiting: "clock",
  settled: "check",
  conflict: "compare",
  pending: "phone",
  no: "close",
  off: "undo",
};

/** Shape, colour and word together, so that none of them has to be seen or understood alone. */
export function Mark({
  sign,
  word,
  large = false,
}: {
  readonly sign: Sign;
  readonly word: string;
  readonly large?: boolean | undefined;
}) {
  return (
    <span class="mark" data-sign={sign} data-large={large || undefined}>
      <SignShape sign={sign} size={large ? 28 : 18} />
      <span>{word}</span>
    </span>
  );
}

/** The bare shape, for where the word stands close by. */
export function SignShape({ sign, size }: { readonly sign: string; readonly size: number }) {
  if (sign === "disc")
    return (
      <span class="disc" style={`inline-size:${String(size)}px;block-size:${String(size)}px`} aria-hidden="true" />
    );
  if (sign === "house") return <Icon name="house" size={size} />;
  return null;
}

/** How something stands, as icon and word. */
export function StateMark({ tone, children }: { readonly tone: Tone; readonly children: ComponentChildren }) {
  return (
    <span class="state" data-tone={tone}>
      <Icon name={toneIcon[tone]} size={18} />
      <span>{children}</span>
    </span>
  );
}
