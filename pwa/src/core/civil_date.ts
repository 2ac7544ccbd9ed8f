// Civil dates as typed, digit by digit. A date on the way is kept as it stands, so that a draft loses nothing.

export interface DateParts {
  readonly year: string;
  readonly month: string;
  readonly day: string;
}

/** The three boxes of "1974-08-12", of a partial "1974-08" and of an unfinished "1974-8-". */
export function partsOf(text: string): DateParts {
  const [year = "", month = "", day = ""] = text.split("-");
  return { year, month, day };
}

/** Joins the boxes; whole boxes are padded once the year is complete, empty ones at the end fall away. */
export function joined({ year, month, day }: DateParts): string {
  return `${year}-${month}-${day}`.replace(/-+$/, "");
}

/** Pads single digits: "1974-8-2" becomes "1974-08-02". For when a box is left. */
export function padded({ year, month, day }: DateParts): DateParts {
  const two = (text: string) => (/^[1-9]$/.test(text) ? `0${text}` : text);
  return { year, month: two(month), day: two(day) };
}

/** Why this is not a date: "incomplete", "impossible" or null. `partial` admits "1974" and "1974-08". */
export function dateFault(text: string, partial = false): "incomplete" | "impossible" | null {
  const { year, month, day } = partsOf(text);
  if (year.length !== 4) return "incomplete";
  if (!month && !day) return partial ? null : "incomplete";
  if (month.length !== 2 || (!day && !partial)) return "incomplete";
  if (Number(month) < 1 || Number(month) > 12) return "impossible";
  if (!day) return null;
  if (day.length !== 2) return "incomplete";
  return Number(day) >= 1 && Number(day) <= daysIn(Number(year), Number(month)) ? null : "impossible";
}

/** A pasted or scanned date in year-month-day order: "1974-08-12", "1974/8/12", "1974年8月12日", "19740812". */
export function pastedDate(text: string): DateParts | null {
  const found = /^\s*(\d{4})(?:(\d{2})(\d{2})|\D+(\d{1,2})\D+(\d{1,2})\D*)\s*$/.exec(text);
  if (!found) return null;
  return padded({ year: found[1] ?? "", month: found[2] ?? found[4] ?? "", day: found[3] ?? found[5] ?? "" });
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
