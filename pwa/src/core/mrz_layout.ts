// Where everything stands in the five formats of ICAO Doc 9303. Places count from 0; `end` is not included.

export type MrzFormat = "TD1" | "TD2" | "TD3" | "MRV-A" | "MRV-B";

export interface Span {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

export interface Layout {
  readonly format: MrzFormat;
  readonly fits: (lines: readonly string[]) => boolean;
  readonly documentType: Span;
  readonly issuer: Span;
  readonly names: Span;
  readonly documentNumber: Span;
  readonly nationality: Span;
  readonly birthDate: Span;
  readonly sex: Span;
  readonly expiry: Span;
  /** Optional data into which a long document number runs. */
  readonly numberOverflow?: Span;
  /** Optional data with a check digit of its own. */
  readonly optionalChecked?: Span;
  readonly composite?: { readonly over: readonly Span[]; readonly at: Span };
}

function span(line: number, start: number, end: number): Span {
  return { line, start, end };
}

function shaped(count: number, width: number, visa: boolean | null): Layout["fits"] {
  return (lines) =>
    lines.length === count &&
    lines.every((l) => l.length === width) &&
    (visa === null || (lines[0]?.startsWith("V") ?? false) === visa);
}

const head = { documentType: span(0, 0, 2), issuer: span(0, 2, 5) };
const body = {
  documentNumber: span(1, 0, 9),
  nationality: span(1, 10, 13),
  birthDate: span(1, 13, 19),
  sex: span(1, 20, 21),
  expiry: span(1, 21, 27),
};

export const layouts: readonly Layout[] = [
  {
    format: "TD3",
    fits: shaped(2, 44, false),
    ...head,
    ...body,
    names: span(0, 5, 44),
    optionalChecked: span(1, 28, 42),
    composite: { over: [span(1, 0, 10), span(1, 13, 20), span(1, 21, 43)], at: span(1, 43, 44) },
  },
  {
    format: "TD2",
    fits: shaped(2, 36, false),
    ...head,
    ...body,
    names: span(0, 5, 36),
    numberOverflow: span(1, 28, 35),
    composite: { over: [span(1, 0, 10), span(1, 13, 20), span(1, 21, 35)], at: span(1, 35, 36) },
  },
  {
    format: "TD1",
    fits: shaped(3, 30, null),
    ...head,
    documentNumber: span(0, 5, 14),
    numberOverflow: span(0, 15, 30),
    birthDate: span(1, 0, 6),
    sex: span(1, 7, 8),
    expiry: span(1, 8, 14),
    nationality: span(1, 15, 18),
    names: span(2, 0, 30),
    composite: { over: [span(0, 5, 30), span(1, 0, 7), span(1, 8, 15), span(1, 18, 29)], at: span(1, 29, 30) },
  },
  { format: "MRV-A", fits: shaped(2, 44, true), ...head, ...body, names: span(0, 5, 44) },
  { format: "MRV-B", fits: shaped(2, 36, true), ...head, ...body, names: span(0, 5, 36) },
];
