import type { ComponentChildren } from "preact";
import { codeOf } from "../core/printed";
import { describedBy, Frame, type FieldProps } from "./field";

export interface TextFieldProps extends FieldProps<string> {
  /** Which keyboard: "numeric" for digits, "email", "url", "tel", "search". */
  readonly keyboard?: "text" | "numeric" | "decimal" | "email" | "tel" | "url" | "search" | undefined;
  /** More than 1 makes it grow with its text. */
  readonly lines?: number | undefined;
  /** Codes: monospace, upper case, no correction. */
  readonly code?: boolean | undefined;
  /** BCP-47 of what is typed here, for names in their own script. */
  readonly lang?: string | undefined;
  readonly max?: number | undefined;
  /** A button beside the field, such as Scan. */
  readonly beside?: ComponentChildren;
}

export function TextField(props: TextFieldProps) {
  const {
    id,
    value,
    onChange,
    hint,
    problem,
    needed,
    keyboard = "text",
    lines = 1,
    code = false,
    lang,
    max,
    beside,
  } = props;
  const common = {
    id,
    value,
    lang,
    maxLength: max,
    dir: "auto" as const,
    class: "input",
    "data-code": code || undefined,
    autocomplete: "off" as const,
    autocapitalize: code ? ("characters" as const) : ("sentences" as const),
    spellcheck: false,
    "aria-required": needed !== false,
    "aria-invalid": problem ? true : undefined,
    "aria-describedby": describedBy(id, hint, problem),
  };
  const read = (text: string) => onChange(code ? codeOf(text) : text);
  return (
    <Frame {...props}>
      <div class="beside">
        {lines > 1 ? (
          <textarea {...common} rows={lines} onInput={(e) => read(e.currentTarget.value)} />
        ) : (
          <input {...common} type="text" inputMode={keyboard} onInput={(e) => read(e.currentTarget.value)} />
        )}
        {beside}
      </div>
    </Frame>
  );
}
