// A number read by a scanner, or typed: it ticks whoever bears it, or says why that one is not on the list.

import { useState } from "preact/hooks";
import type { Field } from "../core/programme";
import { Icon } from "../parts/icon";
import { Mark, StateMark } from "../parts/mark";
import { TextField } from "../parts/text_field";
import type { View } from "../store/api";
import { say } from "../words";
import { marksOf } from "../screens/custody_links";
import type { Sight } from "../screens/look";
import { headcount, nameOf, stateName } from "../screens/naming";

export interface ScanBoxProps {
  readonly id: string;
  readonly sight: Sight;
  readonly field: Field;
  /** Who may be named. */
  readonly views: readonly View[];
  readonly named: readonly string[];
  readonly onFound: (view: View) => void;
}

/** The fields of a kind that are printed on something one can scan. */
const codesOf = (sight: Sight, kind: string): readonly string[] =>
  (sight.programme.cards[kind]?.search ?? []).filter((name) => sight.programme.kinds[kind]?.[name]?.type === "code");

export const hasCodes = (sight: Sight, kind: string): boolean => codesOf(sight, kind).length > 0;

const plain = (code: string): string => code.toUpperCase().replaceAll(/[\s-]/g, "");

/** Whoever bears this number, on this phone. */
export function bearerOf(sight: Sight, kind: string, code: string): View | null {
  const asked = plain(code);
  const bears = (view: View) => codesOf(sight, kind).some((name) => plain(String(view.values[name] ?? "")) === asked);
  return (asked && [...sight.views.values()].find((view) => view.kind === kind && bears(view))) || null;
}

export function ScanBox({ id, sight, field, views, named, onFound }: ScanBoxProps) {
  const [typed, type] = useState("");
  const [last, heard] = useState<{ readonly code: string; readonly view: View | null } | null>(null);
  const read = () => {
    const code = typed.trim();
    if (!code) return;
    const view = bearerOf(sight, field.of, code);
    heard({ code, view });
    type("");
    if (view && views.some((one) => one.id === view.id)) onFound(view);
  };
  return (
    <div
      class="scan-box"
      onKeyDown={(event) => {
        // A reader ends with Enter; it must not turn the page.
        if (event.key !== "Enter" || event.isComposing) return;
        event.preventDefault();
        event.stopPropagation();
        read();
      }}
    >
      <TextField
        id={id}
        label={say("scan.label")}
        value={typed}
        onChange={type}
        code
        needed={false}
        beside={
          <button type="button" class="button" onClick={read}>
            <Icon name="scan" />
            <span>{say("scan.tick")}</span>
          </button>
        }
      />
      <p class="scan-said" role="status">
        {last && <Said {...{ sight, views, named }} {...last} />}
      </p>
      <p class="quiet">{headcount(named.length)}</p>
    </div>
  );
}

interface SaidProps extends Pick<ScanBoxProps, "sight" | "views" | "named"> {
  readonly code: string;
  readonly view: View | null;
}

function Said({ sight, views, named, code, view }: SaidProps) {
  if (!view) return <StateMark tone="overdue">{say("scan.unknown", { code })}</StateMark>;
  const name = nameOf(sight, view).whole;
  if (!views.some((one) => one.id === view.id))
    return (
      <>
        <StateMark tone="overdue">{say("scan.notHere", { name, state: stateName(view) })}</StateMark>
        {marksOf(sight, view).map((mark) => (
          <Mark key={mark.word} {...mark} />
        ))}
      </>
    );
  return named.includes(view.id) ? <StateMark tone="settled">{say("scan.ticked", { name })}</StateMark> : null;
}
