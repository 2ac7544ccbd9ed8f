// From keys to lines: what a reader, a paste or a patient finger gives, brought into the shape of the document.

/** Lines typed so far, and how many characters the document will have. */
export interface MrzLines {
  readonly lines: readonly string[];
  readonly have: number;
  readonly total: number;
  readonly complete: boolean;
}

/**
 * Splits what was typed. A reader is a keyboard: on another layout, or under a Chinese input method, its "<" arrives
 * as one of the characters below. Line ends are optional; fillers at the end of a names line need not be typed.
 */
export function mrzLines(typed: string): MrzLines {
  const rows = typed
    .normalize("NFKC")
    .toUpperCase()
    .replace(/«/g, "<<")
    .replace(/[‹›〈〉《》»>;?]/g, "<")
    .split(/[\r\n]+/)
    .map((row) => row.replace(/[^A-Z0-9<]/g, ""))
    .filter(Boolean);
  const whole = rows.join("");
  const width = widthOf(rows, whole);
  const filled = padded(rows, width);
  const all = filled.join("");
  const lines = filled.every((row) => row.length === width)
    ? filled
    : (all.match(new RegExp(`.{1,${String(width)}}`, "g")) ?? []);
  const total = width === 30 ? 90 : width * 2;
  return { lines, have: all.length, total, complete: all.length === total };
}

/** Width by the first row, else by the first letter: P is a passport, V a visa, anything else a card. */
function widthOf(rows: readonly string[], whole: string): 30 | 36 | 44 {
  const first = rows.length > 1 ? (rows[1]?.length ?? 0) : 0;
  if (whole.length === 88 || first === 44 || rows[0]?.length === 44) return 44;
  if (whole.length === 72 || (first === 36 && rows.length === 2)) return 36;
  if (rows.length > 1 && rows[0]?.length === 36) return 36;
  return /^[PV]/.test(whole) ? 44 : 30;
}

/** Fills up names lines whose fillers were left out, once the other lines are whole. */
function padded(rows: readonly string[], width: number): readonly string[] {
  if (rows.length !== (width === 30 ? 3 : 2) || rows[1]?.length !== width) return rows;
  return rows.map((row) => (row.length > 5 || width === 30 ? row.padEnd(width, "<") : row));
}
