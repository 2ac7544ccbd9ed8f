import { useState } from "preact/hooks";
import { joinedPhone, splitPhone } from "../core/phone_number";
import { say } from "../words";
import { Frame, type FieldProps } from "./field";

export interface PhoneFieldProps extends FieldProps<string> {
  /** Calling code offered when nothing is typed yet. */
  readonly country?: string | undefined;
}

/** A telephone number in two boxes; the value is E.164 ("+8613800000000"), "" when empty. */
export function PhoneField(props: PhoneFieldProps) {
  const { id, value, onChange, problem, needed = true, country = "86" } = props;
  // While there is no number the value cannot keep the code, and an unfinished code would be cut elsewhere.
  const [editedCode, editCode] = useState<string | null>(null);
  const split = splitPhone(value, country);
  const edited = editedCode !== null && (value === "" || value.startsWith(`+${editedCode}`));
  const code = edited ? editedCode : split.code;
  const number = value.startsWith(`+${code}`) ? value.slice(code.length + 1) : split.number;
  const readCode = (input: HTMLInputElement) => {
    const next = input.value.replace(/\D/g, "").slice(0, 3);
    input.value = next;
    editCode(next);
    onChange(joinedPhone(next, number));
  };
  const readNumber = (input: HTMLInputElement) => {
    const international = /^\s*(?:\+|00)(.*)$/.exec(input.value)?.[1];
    if (international) editCode(null);
    const next = international ? joinedPhone("", international) : joinedPhone(code, input.value);
    onChange(next);
    input.value = international ? splitPhone(next, country).number : input.value.replace(/\D/g, "");
  };
  const shared = { type: "text", inputMode: "tel", autocomplete: "off", "aria-required": needed } as const;
  return (
    <Frame {...props} group>
      <div class="phone">
        <label class="phone-code">
          <span>{say("phone.code")}</span>
          <span class="phone-plus">
            <span aria-hidden="true">+</span>
            <input {...shared} class="input" value={code} onInput={(e) => readCode(e.currentTarget)} />
          </span>
        </label>
        <label class="phone-number">
          <span>{say("phone.number")}</span>
          <input
            {...shared}
            class="input"
            value={number}
            aria-invalid={problem ? true : undefined}
            aria-describedby={problem ? `${id}-problem` : undefined}
            onInput={(e) => readNumber(e.currentTarget)}
          />
        </label>
      </div>
    </Frame>
  );
}
