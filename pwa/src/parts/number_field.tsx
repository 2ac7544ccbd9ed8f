import { say } from "../words";
import { Button } from "./button";
import { describedBy, Frame, type FieldProps } from "./field";

export interface NumberFieldProps extends FieldProps<number | null> {
  readonly lowest?: number | null | undefined;
  readonly highest?: number | null | undefined;
  /** "kg", "°C". */
  readonly unit?: string | undefined;
}

/** A whole number: big pads for one more and one less, digits for the rest. */
export function NumberField(props: NumberFieldProps) {
  const { id, value, onChange, hint, problem, needed, lowest, highest, unit, label } = props;
  const step = (by: number) => {
    const next = value === null ? (lowest ?? 0) : value + by;
    onChange(Math.min(highest ?? next, Math.max(lowest ?? next, next)));
  };
  const read = (input: HTMLInputElement) => {
    const digits = /^\s*-?\d{1,9}/.exec(input.value)?.[0];
    if (digits === undefined && input.value !== "-") input.value = "";
    onChange(digits === undefined ? null : Number(digits));
  };
  return (
    <Frame {...props}>
      <div class="number">
        <Button
          icon="minus"
          name={`${say("number.less")}: ${label}`}
          onPress={() => step(-1)}
          disabled={value !== null && value <= (lowest ?? -Infinity)}
        >
          {null}
        </Button>
        <input
          id={id}
          class="input"
          type="text"
          inputMode="numeric"
          autocomplete="off"
          value={value ?? ""}
          aria-required={needed !== false}
          aria-invalid={problem ? true : undefined}
          aria-describedby={describedBy(id, hint, problem)}
          onInput={(e) => read(e.currentTarget)}
        />
        {unit && <span class="unit">{unit}</span>}
        <Button
          icon="plus"
          name={`${say("number.more")}: ${label}`}
          onPress={() => step(1)}
          disabled={value !== null && value >= (highest ?? Infinity)}
        >
          {null}
        </Button>
      </div>
    </Frame>
  );
}

export interface DecimalFieldProps extends FieldProps<string> {
  readonly unit?: string | undefined;
}

/** A number with a fraction, kept as the text it travels as ("36.8"). */
export function DecimalField(props: DecimalFieldProps) {
  const { id, value, onChange, hint, problem, needed, unit } = props;
  const read = (input: HTMLInputElement) => {
    input.value = input.value.replace(/[,，。]/g, ".").replace(/[^\d.-]/g, "");
    onChange(input.value);
  };
  return (
    <Frame {...props}>
      <div class="number">
        <input
          id={id}
          class="input"
          type="text"
          inputMode="decimal"
          autocomplete="off"
          value={value}
          aria-required={needed !== false}
          aria-invalid={problem ? true : undefined}
          aria-describedby={describedBy(id, hint, problem)}
          onInput={(e) => read(e.currentTarget)}
        />
        {unit && <span class="unit">{unit}</span>}
      </div>
    </Frame>
  );
}
