import type { ComponentChildren } from "preact";
import { say } from "../words";
import { Frame, type FieldProps } from "./field";
import { Icon } from "./icon";
import { SignShape, type Sign } from "./mark";

export interface Option {
  readonly value: string;
  readonly label: string;
  /** A second line: an address, who entered it, what follows. */
  readonly detail?: ComponentChildren;
  readonly sign?: Sign | undefined;
  /** BCP-47 of the label, when it is not the page's language. */
  readonly lang?: string | undefined;
}

export interface ToggleProps extends FieldProps<string | null> {
  readonly options: readonly Option[];
  /** Full-width tiles with room for detail. */
  readonly stacked?: boolean | undefined;
}

/** One of a few: big tiles instead of a select. A second tap takes an optional answer back. */
export function Toggle(props: ToggleProps) {
  const { id, value, onChange, options, needed = true, stacked = false, problem } = props;
  return (
    <Frame {...props} group>
      <div class="tiles" data-stacked={stacked || undefined} data-pair={isPair(options) || undefined}>
        {options.map((o) => (
          <Tile
            key={o.value}
            option={o}
            kind="radio"
            name={id}
            checked={o.value === value}
            invalid={Boolean(problem)}
            onPress={() => onChange(o.value === value && !needed ? null : o.value)}
          />
        ))}
        {options.length === 0 && <p class="quiet">{say("form.noChoice")}</p>}
      </div>
    </Frame>
  );
}

export interface MultiToggleProps extends FieldProps<readonly string[]> {
  readonly options: readonly Option[];
  readonly stacked?: boolean | undefined;
}

/** Two short answers stand side by side. */
function isPair(options: readonly Option[]): boolean {
  return options.length === 2 && options.every((o) => o.label.length <= 5 && !o.detail);
}

/** Any number of a few. */
export function MultiToggle(props: MultiToggleProps) {
  const { id, value, onChange, options, stacked = false, problem } = props;
  const flip = (one: string) => onChange(value.includes(one) ? value.filter((v) => v !== one) : [...value, one]);
  return (
    <Frame {...props} hint={props.hint ?? say("form.chooseAny")} group>
      <div class="tiles" data-stacked={stacked || undefined}>
        {options.map((o) => (
          <Tile
            key={o.value}
            option={o}
            kind="checkbox"
            name={id}
            checked={value.includes(o.value)}
            invalid={Boolean(problem)}
            onPress={() => flip(o.value)}
          />
        ))}
        {options.length === 0 && <p class="quiet">{say("form.noChoice")}</p>}
      </div>
    </Frame>
  );
}

/** Yes or no, with no answer given beforehand. */
export function YesNo(props: FieldProps<boolean | null>) {
  const options: Option[] = [
    { value: "yes", label: say("act.yes") },
    { value: "no", label: say("act.no") },
  ];
  const value = props.value === null ? null : props.value ? "yes" : "no";
  return (
    <Toggle
      {...props}
      options={options}
      value={value}
      onChange={(v) => props.onChange(v === null ? null : v === "yes")}
    />
  );
}

interface TileProps {
  readonly option: Option;
  readonly kind: "radio" | "checkbox";
  readonly name: string;
  readonly checked: boolean;
  readonly invalid: boolean;
  readonly onPress: () => void;
}

export function Tile({ option, kind, name, checked, invalid, onPress }: TileProps) {
  return (
    <label class="tile" data-kind={kind}>
      {/* A click, not a change: tapping a chosen radio again must be heard too. */}
      <input
        type={kind}
        name={name}
        value={option.value}
        checked={checked}
        aria-invalid={invalid || undefined}
        onClick={onPress}
      />
      <span class="tile-face">
        <span class="tile-check" aria-hidden="true">
          {checked && (kind === "checkbox" ? <Icon name="check" size={20} /> : <span class="tile-dot" />)}
        </span>
        {option.sign && <SignShape sign={option.sign} size={24} />}
        <span class="tile-words">
          <span class="tile-label" lang={option.lang} dir="auto">
            {option.label}
          </span>
          {option.detail && <span class="tile-detail">{option.detail}</span>}
        </span>
      </span>
    </label>
  );
}
