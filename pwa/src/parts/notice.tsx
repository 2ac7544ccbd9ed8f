import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { say } from "../words";
import { Button } from "./button";
import { Icon, type IconName } from "./icon";

type NoticeTone = "calm" | "waiting" | "overdue" | "settled";

export interface NoticeProps {
  readonly tone?: NoticeTone | undefined;
  /** What happened. */
  readonly title: ComponentChildren;
  /** What is safe, and what to do. */
  readonly children?: ComponentChildren;
  readonly act?: { readonly label: string; readonly onPress: () => void } | undefined;
  readonly onDismiss?: (() => void) | undefined;
}

const icons: Record<NoticeTone, IconName> = { calm: "phone", waiting: "clock", overdue: "alert", settled: "check" };

/** What happened, what is safe, what to do. */
export function Notice({ tone = "calm", title, children, act, onDismiss }: NoticeProps) {
  return (
    <section class="notice" data-tone={tone} role="status">
      <Icon name={icons[tone]} />
      <div class="notice-text">
        <p class="notice-title">{title}</p>
        {children && <div class="notice-body">{children}</div>}
        {(act ?? onDismiss) && (
          <div class="notice-acts">
            {act && <Button onPress={act.onPress}>{act.label}</Button>}
            {onDismiss && (
              <Button kind="quiet" onPress={onDismiss}>
                {say("act.dismiss")}
              </Button>
            )}
          </div>
        )}
      </div>
    </section>
  );
}

export interface ErrorSummaryProps {
  readonly items: readonly { readonly id: string; readonly text: string }[];
}

/** What is still to be put right, on top of the form, each leading to its field. Takes the focus when it appears. */
export function ErrorSummary({ items }: ErrorSummaryProps) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus(), []);
  if (!items.length) return null;
  const lead = (id: string) => {
    const field = document.getElementById(id);
    const control = field?.matches("fieldset") ? field.querySelector<HTMLElement>("input,textarea,button") : field;
    field?.scrollIntoView({ block: "center" });
    control?.focus({ preventScroll: true });
  };
  return (
    <section class="summary" role="alert" tabIndex={-1} ref={box}>
      <h2>
        <Icon name="alert" />
        <span>{say("form.summary")}</span>
      </h2>
      <ul>
        {items.map((item) => (
          <li key={item.id}>
            <button type="button" class="summary-link" onClick={() => lead(item.id)}>
              {item.text}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

export interface EmptyProps {
  readonly title: string;
  readonly children?: ComponentChildren;
  readonly act?: { readonly label: string; readonly onPress: () => void } | undefined;
}

/** Nothing here: why, and what one can do. */
export function Empty({ title, children, act }: EmptyProps) {
  return (
    <div class="empty">
      <svg class="empty-sign" width="96" height="40" viewBox="0 0 96 40" aria-hidden="true">
        <rect x="3" y="10" width="38" height="20" rx="10" stroke-dasharray="5 5" />
        <path d="M35 20h16" stroke-dasharray="4 4" />
        <rect x="47" y="10" width="38" height="20" rx="10" stroke-dasharray="5 5" />
      </svg>
      <p class="empty-title">{title}</p>
      {children && <p class="quiet">{children}</p>}
      {act && <Button onPress={act.onPress}>{act.label}</Button>}
    </div>
  );
}

export interface ConfirmProps {
  readonly question: string;
  readonly yes: string;
  readonly no?: string | undefined;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** Asks once, plainly, in the place where it was tapped. The safe answer comes first and has the focus. */
export function Confirm({ question, yes, no, onYes, onNo }: ConfirmProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector("button")?.focus(), []);
  return (
    <div class="confirm" role="alertdialog" aria-label={question} ref={box}>
      <p>{question}</p>
      <div class="confirm-acts">
        <Button onPress={onNo}>{no ?? say("act.keep")}</Button>
        <Button kind="grave" onPress={onYes}>
          {yes}
        </Button>
      </div>
    </div>
  );
}
