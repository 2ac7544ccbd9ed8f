import { useEffect, useRef } from "preact/hooks";
import { readMrz, type MrzCheck, type MrzName, type MrzReading } from "../core/mrz";
import type { Span } from "../core/mrz_layout";
import { mrzLines } from "../core/mrz_lines";
import { say } from "../words";
import { civilDate } from "../words/time";
import { Button } from "./button";
import { countryWord } from "./country_field";
import { describedBy, Frame, type FieldProps } from "./field";
import { StateMark } from "./mark";

export interface MrzFieldProps extends FieldProps<string> {
  /** Today as an ISO date: two-digit years are dated by it. */
  readonly today: string;
  /** Called once by itself when whole lines arrive whose digits all agree; else upon the person's tap. */
  readonly onRead: (reading: MrzReading) => void;
  /** The programme's own names of countries. */
  readonly nameOf?: ((code: string) => string | undefined) | undefined;
}

/** The lines at the bottom of a passport or card: from a reader (a keyboard), a paste, or typed; judged digit by digit. */
export function MrzField(props: MrzFieldProps) {
  const { id, value, onChange, problem, hint, needed = true, today, onRead, nameOf } = props;
  const { lines, have, total, complete } = mrzLines(value);
  const reading = complete ? readMrz(lines, today) : null;
  const told = useRef(reading?.ok ? value : "");
  useEffect(() => {
    if (!reading?.ok || told.current === value) return;
    told.current = value;
    onRead(reading);
  });
  const read = (text: string) => {
    const next = mrzLines(text);
    onChange(next.complete ? next.lines.join("\n") : text);
  };
  const shownHint = hint ?? say("mrz.hint");
  return (
    <Frame {...props} hint={shownHint}>
      <textarea
        id={id}
        class="input mrz-input"
        rows={total === 90 ? 3 : 2}
        lang="en"
        inputMode="text"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        value={value}
        aria-required={needed}
        aria-invalid={problem ? true : undefined}
        aria-describedby={describedBy(id, shownHint, problem)}
        onInput={(e) => read(e.currentTarget.value)}
      />
      <p class="mrz-state" role="status">
        {have > 0 && !complete && <span class="quiet">{say("mrz.waiting", { count: have, total })}</span>}
        {reading?.ok && <StateMark tone="settled">{say("mrz.agree")}</StateMark>}
        {reading && !reading.ok && <StateMark tone="overdue">{say("mrz.differ")}</StateMark>}
        {complete && !reading && <StateMark tone="overdue">{say("mrz.unknown")}</StateMark>}
      </p>
      {reading?.ok && <Agreed reading={reading} />}
      {reading && !reading.ok && <Judged reading={reading} nameOf={nameOf} onUse={() => onRead(reading)} />}
    </Frame>
  );
}

/** Nothing to look at: whom the lines name, so that the face can be compared. */
function Agreed({ reading }: { readonly reading: MrzReading }) {
  const { family, given, documentNumber } = reading.fields;
  return (
    <p class="mrz-agreed">
      <b>{[family, given].filter(Boolean).join(", ")}</b> <span class="mrz-number">{documentNumber}</span>
      {reading.truncated && <StateMark tone="waiting">{say("mrz.truncated")}</StateMark>}
    </p>
  );
}

type JudgedProps = { readonly reading: MrzReading; readonly onUse: () => void } & Pick<MrzFieldProps, "nameOf">;

function Judged({ reading, nameOf, onUse }: JudgedProps) {
  const { lines, checks, odd, truncated } = reading;
  const wrong = [...checks.filter((c) => !c.ok && c.name !== "composite").flatMap((c) => [...c.spans, c.at]), ...odd];
  const composite = checks.filter((c) => c.name === "composite" && !c.ok);
  const marks = wrong.length ? wrong : composite.map((c) => c.at);
  return (
    <div class="mrz">
      <div class="mrz-lines" data-width={lines[0]?.length} role="group" aria-label={say("mrz.title")}>
        {lines.map((line, i) => (
          <MarkedLine key={i} line={line} spans={marks.filter((s) => s.line === i)} />
        ))}
      </div>
      <dl class="facts mrz-facts">
        {shownNames.map((name) => (
          <MrzFact key={name} name={name} reading={reading} nameOf={nameOf} />
        ))}
        {composite.length > 0 && wrong.length === 0 && (
          <Fact label={say("mrz.field.composite")} value="" check={composite[0]} odd={false} />
        )}
      </dl>
      {truncated && <StateMark tone="waiting">{say("mrz.truncated")}</StateMark>}
      <Button onPress={onUse}>{say("mrz.use")}</Button>
    </div>
  );
}

const shownNames: readonly MrzName[] = [
  "family",
  "given",
  "documentNumber",
  "nationality",
  "birthDate",
  "sex",
  "expiry",
  "issuer",
];

function MrzFact({
  name,
  reading,
  nameOf,
}: { readonly name: MrzName; readonly reading: MrzReading } & Pick<MrzFieldProps, "nameOf">) {
  const raw = reading.fields[name];
  const check = reading.checks.find((c) => c.name === name);
  const odd = raw === "" && (name === "birthDate" || name === "expiry") && reading.odd.length > 0;
  const value =
    name === "birthDate" || name === "expiry"
      ? civilDate(raw)
      : name === "nationality" || name === "issuer"
        ? countryWord(raw, nameOf)
        : name === "sex"
          ? say(`mrz.sex.${raw as "M" | "F" | "X"}`)
          : raw;
  return (
    <Fact label={say(`mrz.field.${name}`)} value={value} check={check} odd={odd} code={name === "documentNumber"} />
  );
}

interface FactProps {
  readonly label: string;
  readonly value: string;
  readonly check: MrzCheck | undefined;
  readonly odd: boolean;
  readonly code?: boolean;
}

function Fact({ label, value, check, odd, code = false }: FactProps) {
  const bad = odd || check?.ok === false;
  return (
    <div class="fact" data-bad={bad || undefined}>
      <dt>{label}</dt>
      <dd data-code={code || undefined}>
        {value || "—"}
        {check?.ok && !odd && <StateMark tone="settled">{say("mrz.check.ok")}</StateMark>}
        {check && !check.ok && (
          <StateMark tone="overdue">{say("mrz.digit", { found: check.found, expected: check.expected })}</StateMark>
        )}
      </dd>
    </div>
  );
}

/** One line in monospace, with the places that do not agree marked. */
function MarkedLine({ line, spans }: { readonly line: string; readonly spans: readonly Span[] }) {
  const wrong = (i: number) => spans.some((s) => i >= s.start && i < s.end);
  const runs: { text: string; bad: boolean }[] = [];
  for (const [i, character] of [...line].entries()) {
    const last = runs.at(-1);
    if (last?.bad === wrong(i)) last.text += character;
    else runs.push({ text: character, bad: wrong(i) });
  }
  return (
    <code class="mrz-line" dir="ltr">
      {runs.map((run, i) => (run.bad ? <mark key={i}>{run.text}</mark> : run.text))}
    </code>
  );
}
