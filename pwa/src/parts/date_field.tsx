import { useRef } from "preact/hooks";
import { joined, padded, partsOf, pastedDate, type DateParts } from "../core/civil_date";
import { say } from "../words";
import { Button } from "./button";
import { Frame, type FieldProps } from "./field";

export interface DateFieldProps extends FieldProps<string> {
  /** Dates one tap away: today, yesterday, that of the person before. */
  readonly quick?: readonly { readonly label: string; readonly value: string }[] | undefined;
  /** Tells that part of a date will do. */
  readonly partial?: boolean | undefined;
}

const boxes = ["year", "month", "day"] as const;
const digitsMax = { year: 4, month: 2, day: 2 } as const;

/**
 * Year, month, day in three boxes, the same in every language. The value is ISO 8601 when complete, and what was
 * typed so far until then (core/civil_date `dateFault` tells which).
 */
export function DateField(props: DateFieldProps) {
  const { id, value, quick = [], partial = false, hint, onChange } = props;
  return (
    <Frame {...props} hint={hint ?? (partial ? say("date.partial") : undefined)} group>
      <DateBoxes {...props} />
      {quick.length > 0 && (
        <div class="quick">
          {quick.map((q) => (
            <Button
              key={q.value}
              kind="quiet"
              id={`${id}-${q.value}`}
              onPress={() => onChange(q.value)}
              disabled={q.value === value}
            >
              {q.label}
            </Button>
          ))}
        </div>
      )}
    </Frame>
  );
}

/** The three boxes alone, for fields that are more than a date. */
export function DateBoxes({ id, value, onChange, problem, needed = true }: FieldProps<string>) {
  const inputs = useRef(new Map<string, HTMLInputElement>());
  const parts = partsOf(value);
  const read = (box: (typeof boxes)[number], input: HTMLInputElement) => {
    const whole = pastedDate(input.value);
    if (whole) return onChange(joined(whole));
    const digits = input.value.replace(/\D/g, "").slice(0, digitsMax[box]);
    input.value = digits;
    const next: DateParts = { ...parts, [box]: digits };
    onChange(joined(next));
    // A month of 2–9 or a day of 4–9 has no second digit to wait for.
    const full =
      digits.length === digitsMax[box] ||
      (box === "month" && /^[2-9]$/.test(digits)) ||
      (box === "day" && /^[4-9]$/.test(digits));
    const after = boxes[boxes.indexOf(box) + 1];
    if (full && after && digits !== parts[box]) inputs.current.get(after)?.focus();
  };
  const back = (box: (typeof boxes)[number], key: string) => {
    const before = boxes[boxes.indexOf(box) - 1];
    if (key === "Backspace" && parts[box] === "" && before) inputs.current.get(before)?.focus();
  };
  const leave = (box: (typeof boxes)[number], typed: string) => {
    const whole = joined(padded({ ...parts, [box]: typed }));
    if (whole !== value) onChange(whole);
  };
  return (
    <div class="date-boxes">
      {boxes.map((box) => (
        <label key={box} class="date-box" data-box={box}>
          <span>{say(`date.${box}`)}</span>
          <input
            ref={(input) => void (input ? inputs.current.set(box, input) : inputs.current.delete(box))}
            class="input"
            type="text"
            inputMode="numeric"
            autocomplete="off"
            value={parts[box]}
            aria-required={needed}
            aria-invalid={problem ? true : undefined}
            aria-describedby={problem ? `${id}-problem` : undefined}
            onInput={(e) => read(box, e.currentTarget)}
            onKeyDown={(e) => back(box, e.key)}
            onBlur={(e) => leave(box, e.currentTarget.value)}
          />
        </label>
      ))}
    </div>
  );
}
