import type { ComponentChildren } from "preact";
import { say } from "../words";
import { Icon } from "./icon";

/** What every field takes. `value` is always the whole truth: a field keeps nothing that a draft would lose. */
export interface FieldProps<V> {
  /** Unique on the page; the error summary leads to it. */
  readonly id: string;
  readonly label: string;
  readonly value: V;
  readonly onChange: (value: V) => void;
  /** One line on why this is asked. */
  readonly hint?: string | undefined;
  /** What to put right, in words. */
  readonly problem?: string | undefined;
  /** False shows "if known" beside the label. Default true. */
  readonly needed?: boolean | undefined;
}

type FrameProps = Pick<FieldProps<never>, "id" | "label" | "hint" | "problem" | "needed"> & {
  /** Several controls under one label. */
  readonly group?: boolean | undefined;
  readonly children: ComponentChildren;
};

/** Label, reason and problem around a field. */
export function Frame({ id, label, hint, problem, needed = true, group = false, children }: FrameProps) {
  const title = (
    <>
      {label}
      {!needed && <span class="field-optional">{say("form.optional")}</span>}
    </>
  );
  const about = (
    <>
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem && (
        <p class="field-problem" id={`${id}-problem`}>
          <Icon name="alert" size={20} />
          <span>{problem}</span>
        </p>
      )}
    </>
  );
  if (!group) {
    return (
      <div class="field" data-problem={problem ? true : undefined}>
        <label class="field-label" for={id}>
          {title}
        </label>
        {about}
        {children}
      </div>
    );
  }
  return (
    <fieldset
      class="field"
      id={id}
      tabIndex={-1}
      data-problem={problem ? true : undefined}
      aria-describedby={describedBy(id, hint, problem)}
    >
      <legend class="field-label">{title}</legend>
      {about}
      {children}
    </fieldset>
  );
}

/** The ids a control's `aria-describedby` names. */
export function describedBy(id: string, hint: string | undefined, problem: string | undefined): string | undefined {
  const ids = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean);
  return ids.length ? ids.join(" ") : undefined;
}
