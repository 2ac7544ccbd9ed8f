// A signature as text: strokes on a fixed sheet, a letter or two a point, in an alphabet every store can keep.
//
//   ink1:1000x400:<stroke>.<stroke>     by hand; a stroke is its first point (two letters an axis), then steps of one
//                                       letter an axis; "," before a point that is too far for a step
//   name1:<name>:<witness>              by name, before a witness; both as UTF-8 in base 64

export interface Point {
  readonly x: number;
  readonly y: number;
}
export type Stroke = readonly Point[];
export type Signature =
  | { readonly kind: "ink"; readonly strokes: readonly Stroke[] }
  | { readonly kind: "name"; readonly name: string; readonly witness: string };

/** The sheet's units; a pad of any size draws on it. */
export const sheet = { width: 1000, height: 400 } as const;
/** No text of ours is longer (bytes: all letters are ASCII). */
export const inkBytesMax = 20 * 1024;

const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+-";
const reach = 31;
const head = `ink1:${String(sheet.width)}x${String(sheet.height)}:`;

export function writeInk(strokes: readonly Stroke[]): string {
  const drawn = strokes.map((s) => thinned(s.map(onSheet))).filter((s) => s.length > 0);
  return drawn.length ? head + drawn.map(writeStroke).join(".") : "";
}

export function writeName(name: string, witness: string): string {
  return name.trim() || witness.trim() ? `name1:${packed(name)}:${packed(witness)}` : "";
}

/** What a text of `writeInk` or `writeName` says; null for anything else. */
export function readSignature(text: string): Signature | null {
  const [kind, first, second] = text.split(":");
  if (kind === "name1" && first !== undefined && second !== undefined) {
    return { kind: "name", name: unpacked(first), witness: unpacked(second) };
  }
  if (!text.startsWith(head)) return null;
  return { kind: "ink", strokes: text.slice(head.length).split(".").map(readStroke) };
}

/** SVG path of a stroke, smoothed through the middles of its points. A dot stays a dot. */
export function strokePath(stroke: Stroke): string {
  const [start, ...rest] = stroke;
  const last = rest.at(-1);
  if (!start) return "";
  if (!last) return `M${place(start)}h.1`;
  const curves = rest.slice(0, -1).map((p, i) => {
    const next = rest[i + 1] ?? p;
    return `Q${place(p)} ${place({ x: (p.x + next.x) / 2, y: (p.y + next.y) / 2 })}`;
  });
  return `M${place(start)}${curves.join("")}L${place(last)}`;
}

function place({ x, y }: Point): string {
  return `${String(x)} ${String(y)}`;
}

function onSheet({ x, y }: Point): Point {
  return {
    x: Math.min(sheet.width, Math.max(0, Math.round(x))),
    y: Math.min(sheet.height, Math.max(0, Math.round(y))),
  };
}

/** Drops points nearer than 3 units to the one before; the last one stays. */
function thinned(points: readonly Point[]): Stroke {
  const kept: Point[] = [];
  for (const [i, p] of points.entries()) {
    const before = kept.at(-1);
    const far = !before || Math.hypot(p.x - before.x, p.y - before.y) >= 3;
    if (far || (i === points.length - 1 && (p.x !== before.x || p.y !== before.y))) kept.push(p);
  }
  return kept;
}

function writeStroke(stroke: Stroke): string {
  let at: Point | null = null;
  let text = "";
  for (const p of stroke) {
    const dx = at ? p.x - at.x : Infinity;
    const dy = at ? p.y - at.y : Infinity;
    const near = Math.abs(dx) <= reach && Math.abs(dy) <= reach;
    text += near ? letter(dx + reach) + letter(dy + reach) : `${at ? "," : ""}${wide(p.x)}${wide(p.y)}`;
    at = p;
  }
  return text;
}

function readStroke(text: string): Stroke {
  const points: Point[] = [];
  let at = 0;
  const next = () => Math.max(0, letters.indexOf(text.charAt(at++)));
  const far = () => ({ x: next() * 64 + next(), y: next() * 64 + next() });
  while (at < text.length) {
    const before = points.at(-1);
    if (text.charAt(at) === ",") {
      at++;
      points.push(far());
    } else points.push(before ? { x: before.x + next() - reach, y: before.y + next() - reach } : far());
  }
  return points;
}

function letter(n: number): string {
  return letters.charAt(n);
}

function wide(n: number): string {
  return letter(n >> 6) + letter(n & 63);
}

function packed(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(String.fromCharCode(...bytes))
    .replace(/\//g, "-")
    .replace(/=+$/, "");
}

function unpacked(text: string): string {
  const bytes = Uint8Array.from(atob(text.replace(/-/g, "/")), (c) => c.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}
