// One question of a form, drawn by its type. The programme says what is asked; nothing here knows an answer.

import { isList } from "../core/canon";
import type { Field } from "../core/programme";
import type { MrzReading } from "../core/mrz";
import type { Value } from "../core/wire";
import { CountriesField, CountryField } from "../parts/country_field";
import { DateField } from "../parts/date_field";
import { DateTimeField } from "../parts/date_time_field";
import { LanguageTiles } from "../parts/language_tiles";
import { MrzField } from "../parts/mrz_field";
import { DecimalField, NumberField } from "../parts/number_field";
import { PhoneField } from "../parts/phone_field";
import { SignaturePad } from "../parts/signature_pad";
import type { Sign } from "../parts/mark";
import { TextField } from "../parts/text_field";
import { MultiToggle, Toggle, YesNo, type Option } from "../parts/toggle";
import type { View } from "../store/api";
import { say } from "../words";
import { dayOf } from "../words/time";
import type { Look, Sight } from "../screens/look";
import { tell, told } from "../screens/naming";
import { isNeeded } from "../core/form";
import { LinesQuestion } from "./lines_question";
import { PhotoQuestion } from "./photo_question";
import { PlaceQuestion } from "./place_question";
import { placesOf } from "./places";
import { RecordsQuestion } from "./records_question";
import { asksSpot, roomNotes, SpotQuestion } from "./room";

export interface QuestionProps {
  readonly sight: Sight;
  readonly id: string;
  readonly name: string;
  readonly field: Field;
  readonly look: Look;
  /** The record the act was opened from. */
  readonly opened: View | null;
  readonly value: Value;
  readonly problem?: string | undefined;
  readonly now: number;
  /** Marks the record's card gives this field's values. */
  readonly signs: Readonly<Record<string, string>>;
  readonly onAnswer: (value: Value, source?: string) => void;
  /** A document was read: answers for its sibling fields. */
  readonly onRead: (reading: MrzReading) => void;
  readonly takes: boolean;
  readonly asksReason: boolean;
  readonly onReason: (reason: string) => void;
  readonly reason: string;
}

export function Question(props: QuestionProps) {
  const { field, sight, value, onAnswer, look, now } = props;
  const common = {
    id: props.id,
    label: tell(field.label),
    hint: field.hint ? told(`${field.label}.why`) : undefined,
    problem: props.problem,
    needed: isNeeded(field, look),
  };
  const text = typeof value === "string" ? value : value === null ? "" : String(value);
  const one = typeof value === "string" ? value : null;
  const many = isList(value) ? value.filter((each) => typeof each === "string") : [];
  switch (field.type) {
    case "text":
      if (asksSpot(sight, field)) return <SpotQuestion {...{ sight, field, look, common, onAnswer }} value={text} />;
      return (
        <TextField
          {...common}
          value={text}
          onChange={onAnswer}
          max={field.length_max}
          lines={field.length_max > LONG || field.policy.name === "log" ? 3 : 1}
          code={field.policy.normal === "upper"}
        />
      );
    case "code":
      return <TextField {...common} value={text} max={field.length_max} code onChange={onAnswer} />;
    case "int":
      return (
        <NumberField
          {...common}
          value={typeof value === "number" ? value : null}
          onChange={onAnswer}
          lowest={field.lowest}
          highest={field.highest}
        />
      );
    case "num":
      return <DecimalField {...common} value={text} onChange={onAnswer} />;
    case "bool":
      return <YesNo {...common} value={typeof value === "boolean" ? value : null} onChange={onAnswer} />;
    case "choice":
      return (
        <Toggle
          {...common}
          options={optionsOf(field, props.signs, roomNotes(sight, field))}
          value={one}
          onChange={onAnswer}
          stacked={field.options.some((option) => told(`${field.label}.${option}.why`))}
        />
      );
    case "multi":
      return <MultiToggle {...common} options={optionsOf(field, props.signs)} value={many} onChange={onAnswer} />;
    case "date":
      return (
        <DateField
          {...common}
          value={text}
          onChange={onAnswer}
          quick={[{ label: say("date.today"), value: dayOf(now) }]}
          partial={field.policy.order.includes("mrz")}
        />
      );
    case "dates":
      return <Span {...common} value={many} onChange={onAnswer} />;
    case "datetime":
      return <DateTimeField {...common} value={text} now={now} onChange={onAnswer} />;
    case "phone":
      return <PhoneField {...common} value={text} onChange={onAnswer} />;
    case "country":
      return <CountryField {...common} value={one} onChange={onAnswer} nameOf={countryWord} likely={likely(sight)} />;
    case "countries":
      return (
        <CountriesField
          {...common}
          value={codesIn(value)}
          onChange={onAnswer}
          nameOf={countryWord}
          likely={likely(sight)}
        />
      );
    case "language":
      return (
        <LanguageTiles
          {...common}
          value={one}
          onChange={onAnswer}
          languages={field.options.length > 0 ? field.options : sight.programme.languages}
        />
      );
    case "place":
      return <PlaceQuestion {...common} value={one} onChange={onAnswer} places={placesOf(sight, field)} />;
    case "ref":
    case "refs":
      return <RecordsQuestion {...common} {...props} named={field.type === "ref" ? (one ? [one] : []) : many} />;
    case "sign":
      return <SignaturePad {...common} value={text} onChange={onAnswer} />;
    case "mrz":
      return (
        <MrzField
          {...common}
          value={text}
          today={dayOf(now)}
          onChange={onAnswer}
          onRead={props.onRead}
          nameOf={countryWord}
        />
      );
    case "photo":
      return <PhotoQuestion {...common} value={many} bytesMax={field.bytes_max} onChange={onAnswer} />;
    case "list":
      return <LinesQuestion {...common} value={isList(value) ? value : []} onChange={onAnswer} />;
  }
}

/** Longer than a line: notes. */
const LONG = 400;

export type Common = Pick<Parameters<typeof TextField>[0], "id" | "label" | "hint" | "problem" | "needed">;

/** An option's word, and the line that says what follows from it. The answers that have a sign come first: they are
 *  what people come for. */
function optionsOf(
  field: Field,
  signs: Readonly<Record<string, string>>,
  notes: Readonly<Record<string, string>> = {},
): readonly Option[] {
  const inOrder = [...field.options].sort((a, b) => Number(b in signs) - Number(a in signs));
  return inOrder.map((value) => ({
    value,
    label: tell(`${field.label}.${value}`),
    detail: notes[value] ?? told(`${field.label}.${value}.why`),
    sign: signs[value] as Sign | undefined,
  }));
}

const countryWord = (code: string): string | undefined => told(`country.${code}`);

/** The countries the rules in force speak of are the likely ones. */
const likely = (sight: Sight): readonly string[] =>
  [...new Set(sight.programme.policy.flatMap((row) => row.countries))].filter((code) => code !== "*").slice(0, 4);

const codesIn = (value: Value): readonly string[] =>
  (isList(value) ? value : []).map((one) => (isList(one) ? one[0] : one)).filter((one) => typeof one === "string");

/** From a day to a day. */
function Span({
  value,
  onChange,
  id,
  label,
  ...rest
}: Common & { readonly value: readonly string[]; readonly onChange: (value: Value) => void }) {
  const [from = "", until = ""] = value;
  return (
    <div class="span">
      <DateField {...rest} id={id} label={label} value={from} onChange={(day) => onChange([day, until])} />
      <DateField
        id={`${id}-until`}
        label={say("form.until")}
        needed={rest.needed}
        value={until}
        onChange={(day) => onChange([from, day])}
      />
    </div>
  );
}
