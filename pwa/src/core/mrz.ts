// The machine-readable lines of travel documents (ICAO Doc 9303 parts 3 to 7): what they say, and whether their check
// digits agree. A digit that agrees is evidence, never identity: 24 of 324 single slips in a document number pass it.

import { countryCodes, countryOf } from "./countries";
import { layouts, type Layout, type MrzFormat, type Span } from "./mrz_layout";

export type { MrzFormat } from "./mrz_layout";
/** Neutral names; a programme says which of its questions each one answers. */
export type MrzName =
  "documentType" | "issuer" | "documentNumber" | "family" | "given" | "sex" | "birthDate" | "nationality" | "expiry";
export type MrzFields = Readonly<Record<MrzName, string>>;

/** One check digit. `spans` are the places it covers, `at` the place it stands in. */
export interface MrzCheck {
  readonly name: "documentNumber" | "birthDate" | "expiry" | "optional" | "composite";
  readonly spans: readonly Span[];
  readonly at: Span;
  readonly found: string;
  readonly expected: string;
  readonly ok: boolean;
}

export interface MrzReading {
  readonly format: MrzFormat;
  readonly lines: readonly string[];
  /** "" where the lines say nothing. Dates are ISO, whole or partial ("1974-08"). Germany is DEU. */
  readonly fields: MrzFields;
  readonly checks: readonly MrzCheck[];
  /** Characters that cannot stand where they stand. */
  readonly odd: readonly Span[];
  /** The names fill their line to the end: there may be more of them. */
  readonly truncated: boolean;
  /** All digits agree and nothing is odd. */
  readonly ok: boolean;
}

/** The check digit of a text: values times 7, 3, 1, modulo 10. */
export function checkDigit(text: string): string {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum += valueOf(text.charAt(i)) * ([7, 3, 1][i % 3] ?? 0);
  return String(sum % 10);
}

function valueOf(character: string): number {
  return character === "<" ? 0 : Number.parseInt(character, 36);
}

/** Reads whole lines (see mrz_lines). `today` is an ISO date: two-digit years are dated by it. Null: not such lines. */
export function readMrz(lines: readonly string[], today: string): MrzReading | null {
  const layout = layouts.find((l) => l.fits(lines));
  if (!layout) return null;
  const cut = (span: Span | undefined) => (span ? (lines[span.line] ?? "").slice(span.start, span.end) : "");
  const number = documentNumber(layout, cut);
  const birth = cut(layout.birthDate);
  const expiry = cut(layout.expiry);
  const names = cut(layout.names);
  const [family = "", given = ""] = names.split("<<");
  const sex = cut(layout.sex);
  const fields: MrzFields = {
    documentType: spaced(cut(layout.documentType)),
    issuer: countryOf(spaced(cut(layout.issuer))),
    documentNumber: number.text,
    family: spaced(family),
    given: spaced(given),
    sex: sex === "M" || sex === "F" ? sex : "X",
    birthDate: dated(birth, bornIn(birth, today)),
    nationality: countryOf(spaced(cut(layout.nationality))),
    expiry: dated(expiry, endsIn(expiry, today)),
  };
  const checks = [number.check, ...digitChecks(layout, cut)];
  const odd = oddPlaces(layout, cut, fields);
  const ok = odd.length === 0 && checks.every((c) => c.ok);
  return { format: layout.format, lines, fields, checks, odd, truncated: !names.endsWith("<"), ok };
}

type Cut = (span: Span | undefined) => string;

/** Numbers of more than nine characters go on in the optional data, with their digit behind them. */
function documentNumber(layout: Layout, cut: Cut): { readonly text: string; readonly check: MrzCheck } {
  const { documentNumber: span, numberOverflow: more } = layout;
  const at = after(span);
  const digit = cut(at);
  const rest = cut(more).split("<")[0] ?? "";
  if (digit !== "<" || !more || rest.length < 2) {
    const check = judged("documentNumber", [span], at, digit, checkDigit(cut(span)));
    return { text: trimmed(cut(span)), check };
  }
  const end = more.start + rest.length - 1;
  const text = cut(span) + rest.slice(0, -1);
  const digitAt = { line: more.line, start: end, end: end + 1 };
  return { text, check: judged("documentNumber", [span, { ...more, end }], digitAt, rest.slice(-1), checkDigit(text)) };
}

function digitChecks(layout: Layout, cut: Cut): MrzCheck[] {
  const dates = (["birthDate", "expiry"] as const).map((name) => {
    const span = layout[name];
    return judged(name, [span], after(span), cut(after(span)), checkDigit(cut(span)));
  });
  const checks = [...dates];
  if (layout.optionalChecked) {
    const span = layout.optionalChecked;
    const found = cut(after(span));
    // An empty personal number may carry a filler for its digit.
    const expected = trimmed(cut(span)) === "" && found === "<" ? "<" : checkDigit(cut(span));
    checks.push(judged("optional", [span], after(span), found, expected));
  }
  if (layout.composite) {
    const { over, at } = layout.composite;
    checks.push(judged("composite", over, at, cut(at), checkDigit(over.map(cut).join(""))));
  }
  return checks;
}

function judged(name: MrzCheck["name"], spans: readonly Span[], at: Span, found: string, expected: string): MrzCheck {
  return { name, spans, at, found, expected, ok: found === expected };
}

function oddPlaces(layout: Layout, cut: Cut, fields: MrzFields): Span[] {
  const spans: [Span, boolean][] = [
    [layout.issuer, countryCodes.has(fields.issuer)],
    [layout.nationality, countryCodes.has(fields.nationality)],
    [layout.sex, /[MF<]/.test(cut(layout.sex))],
    [layout.birthDate, fields.birthDate !== "" || /^<+$/.test(cut(layout.birthDate))],
    [layout.expiry, fields.expiry !== "" || /^<+$/.test(cut(layout.expiry))],
    [layout.names, /^[A-Z][A-Z<]*$/.test(cut(layout.names))],
  ];
  return spans.filter(([, fits]) => !fits).map(([span]) => span);
}

/** Birth is never later than today. */
function bornIn(text: string, today: string): number {
  const year = 2000 + Number(text.slice(0, 2));
  const whole = dated(text, year);
  return whole > today.slice(0, whole.length) ? year - 100 : year;
}

/** Documents end within fifty years of today. */
function endsIn(text: string, today: string): number {
  const year = 2000 + Number(text.slice(0, 2));
  return year > Number(today.slice(0, 4)) + 50 ? year - 100 : year;
}

/** YYMMDD with fillers for what is unknown, as an ISO date; "" when there is no such day. */
function dated(text: string, year: number): string {
  const found = /^\d\d(?:<<<<|(\d\d)(?:<<|(\d\d)))$/.exec(text);
  if (!found) return "";
  const [, month, day] = found;
  const at = new Date(Date.UTC(year, Number(month ?? 1) - 1, Number(day ?? 1)));
  if (at.getUTCMonth() !== Number(month ?? 1) - 1) return "";
  return [year, month, day].filter((part) => part !== undefined).join("-");
}

function after(span: Span): Span {
  return { line: span.line, start: span.end, end: span.end + 1 };
}

function trimmed(text: string): string {
  return text.replace(/<+$/, "");
}

function spaced(text: string): string {
  return text.replace(/<+/g, " ").trim();
}
