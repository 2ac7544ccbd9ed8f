import type { ComponentChildren } from "preact";
import { say } from "../words";
import { Icon } from "./icon";
import { Mark, StateMark, type Sign, type Tone } from "./mark";
import { TinyChain, type TinyChainProps } from "./tiny_chain";
import { Timer } from "./timer";

export interface RowProps {
  /** In the person's own script, if known. */
  readonly name: string;
  /** The Latin name when `name` is in another script. */
  readonly latin?: string | undefined;
  /** BCP-47 of `name`, so that Han characters are drawn as at home. */
  readonly lang?: string | undefined;
  readonly number?: string | undefined;
  readonly marks?: readonly { readonly sign: Sign; readonly word: string }[] | undefined;
  readonly states?: readonly { readonly tone: Tone; readonly word: string }[] | undefined;
  /** One more line: where from, seat, what is missing. */
  readonly detail?: ComponentChildren;
  readonly chain?: TinyChainProps | undefined;
  readonly due?: number | undefined;
  readonly now: number;
  readonly href?: string | undefined;
  readonly onOpen?: (() => void) | undefined;
  /** The row's page is open beside the list. */
  readonly current?: boolean | undefined;
  /** Given while several rows are being chosen: a tap then selects. */
  readonly selected?: boolean | undefined;
  readonly onSelect?: ((selected: boolean) => void) | undefined;
}

/** One person or thing in a list: who, which tag, where in the chain, and how long there is. */
export function Row(props: RowProps) {
  const { href, onOpen, onSelect, selected = false, current = false } = props;
  if (onSelect) {
    return (
      <li class="row-item">
        <label class="row" data-selected={selected || undefined}>
          <input type="checkbox" checked={selected} onChange={(e) => onSelect(e.currentTarget.checked)} />
          <span class="row-check" aria-hidden="true">
            <Icon name="check" size={22} />
          </span>
          <RowFace {...props} />
        </label>
      </li>
    );
  }
  return (
    <li class="row-item">
      {href ? (
        <a class="row" href={href} onClick={onOpen} aria-current={current ? "page" : undefined}>
          <RowFace {...props} />
        </a>
      ) : (
        <button type="button" class="row" onClick={onOpen} aria-current={current ? "page" : undefined}>
          <RowFace {...props} />
        </button>
      )}
    </li>
  );
}

function RowFace({ name, latin, lang, number, marks = [], states = [], detail, chain, due, now }: RowProps) {
  return (
    <span class="row-face">
      <span class="row-who">
        <b class="row-name" lang={lang} dir="auto">
          {name}
        </b>
        {latin && (
          <span class="row-latin" lang="en">
            {latin}
          </span>
        )}
      </span>
      {due !== undefined && (
        <span class="row-time">
          <Timer due={due} now={now} />
        </span>
      )}
      {(number || detail) && (
        <span class="row-detail">
          {number && <span class="row-number">{number}</span>}
          {detail && <span>{detail}</span>}
        </span>
      )}
      {(marks.length > 0 || states.length > 0 || chain) && (
        <span class="row-marks">
          {chain && <TinyChain {...chain} />}
          {marks.map((m) => (
            <Mark key={m.word} {...m} />
          ))}
          {states.map((s) => (
            <StateMark key={s.word} tone={s.tone}>
              {s.word}
            </StateMark>
          ))}
        </span>
      )}
    </span>
  );
}

export interface GroupProps {
  readonly label: string;
  readonly count: number;
  /** Overdue groups rise to the top and say so. */
  readonly tone?: "overdue" | undefined;
  /** What can be done for all of the group at once. */
  readonly act?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** Rows that ask for the same act. */
export function Group({ label, count, tone, act, children }: GroupProps) {
  return (
    <section class="group" data-tone={tone}>
      <header class="group-head">
        <h2>
          {tone === "overdue" && <Icon name="alert" size={22} />}
          <span>{label}</span>
          <span class="group-count">{count}</span>
        </h2>
        {act}
      </header>
      {count > 0 ? <ul class="rows">{children}</ul> : <p class="quiet">{say("group.nobody")}</p>}
    </section>
  );
}
