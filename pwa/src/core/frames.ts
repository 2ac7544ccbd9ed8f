// Text from screen to camera: numbered frames that come round in any order. Pure (docs/protocol.md, Carriage).

const MARK = "HW1";
/** Small enough that a weak camera reads the code at arm's length. */
const CHUNK_CHARS = 240;
const FRAMES_MAX = 2_000;

export interface Frame {
  readonly id: string;
  /** From 1 to `of`. */
  readonly at: number;
  readonly of: number;
  readonly chunk: string;
}

/** What has been seen of one text so far, by place. Plain data: it can be kept and taken up again. */
export interface Gathered {
  readonly id: string;
  readonly of: number;
  readonly chunks: Readonly<Record<number, string>>;
}

/** The frames of a text; `id` is the first 8 hex digits of its SHA-256. */
export function framesOf(text: string, id: string): readonly string[] {
  const count = Math.max(1, Math.ceil(text.length / CHUNK_CHARS));
  return Array.from({ length: count }, (_, at) => {
    const chunk = text.slice(at * CHUNK_CHARS, (at + 1) * CHUNK_CHARS);
    return `${MARK} ${id} ${String(at + 1)} ${String(count)} ${chunk}`;
  });
}

/** A frame as it was read; null for any other code that comes before the camera. */
export function frameIn(read: string): Frame | null {
  const found = /^HW1 ([0-9a-f]{8}) ([1-9][0-9]{0,3}) ([1-9][0-9]{0,3}) ([\w\n-]+)$/.exec(read);
  if (!found) return null;
  const [, id = "", at, of, chunk = ""] = found;
  const frame = { id, at: Number(at), of: Number(of), chunk };
  return frame.at <= frame.of && frame.of <= FRAMES_MAX ? frame : null;
}

/** With one frame more. A frame of another text begins anew; the same one again changes nothing. */
export function gathered(before: Gathered | null, { id, at, of, chunk }: Frame): Gathered {
  const known = before?.id === id && before.of === of ? before : { id, of, chunks: {} };
  return known.chunks[at] === chunk ? known : { ...known, chunks: { ...known.chunks, [at]: chunk } };
}

export const seenOf = ({ chunks }: Gathered): number => Object.keys(chunks).length;

/** The numbers of the frames still to be seen. */
export const missingOf = ({ of, chunks }: Gathered): readonly number[] =>
  Array.from({ length: of }, (_, at) => at + 1).filter((at) => chunks[at] === undefined);

/** The whole text once every frame was seen. Its id must still be compared. */
export function wholeOf(seen: Gathered): string | null {
  if (seenOf(seen) < seen.of) return null;
  return Array.from({ length: seen.of }, (_, at) => seen.chunks[at + 1] ?? "").join("");
}
