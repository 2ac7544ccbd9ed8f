// For tests: a house behind `fetch` that takes acts, remembers their bytes, and can be made to misbehave.

import { gunzipSync } from "node:zlib";
import type { Entry, Op, Sum, Verdict } from "../core/wire";
import { ENROLLED, put, WIRE } from "../store/testing";

type Said = readonly [string, number, unknown, Op[], unknown, unknown, string | null, unknown, boolean | null, number];

export class House {
  /** What arrived, in order: path and, for exchanges, the message. */
  readonly heard: { path: string; said: Said | null; bytes: string; token: string | null }[] = [];
  readonly ops: { text: string; verdict: Verdict }[] = [];
  entries: Entry[] = [];
  sums: Sum[] | null = null;
  version = "v1";
  inc = "aaaaaa";
  /** It takes no act yet: another phone must bring back something first. */
  waits = false;
  now = () => Date.now();
  /** Asked before each answer: what it gives is answered instead; "lost" = taken, but the answer never arrives. */
  instead: ((path: string, said: Said | null) => Response | "lost" | "dead" | null) | null = null;

  readonly fetch = async (input: string, init: RequestInit = {}): Promise<Response> => {
    const bytes = init.body ? text(init.body as Uint8Array, new Headers(init.headers)) : "";
    const said = input === "/sync/v1" ? (JSON.parse(bytes) as Said) : null;
    const token = new Headers(init.headers).get("authorization");
    this.heard.push({ path: input, said, bytes, token });
    const other = this.instead?.(input, said) ?? null;
    if (other === "dead") throw new TypeError("Failed to fetch");
    if (other instanceof Response) return other;
    const answer = said ? this.exchange(said) : this.page(input, bytes);
    if (other === "lost") throw new TypeError("Failed to fetch");
    return answer;
  };

  get exchanges(): Said[] {
    return this.heard.map(({ said }) => said).filter((said) => said !== null);
  }

  private exchange([, , , ops, , , cursor, , sums]: Said): Response {
    const verdicts = this.waits ? [] : ops.map((op) => this.take(op));
    const entries = this.entries;
    this.entries = [];
    const at = `c${String(Number(cursor?.slice(1) ?? 0) + 1)}`;
    const last = this.ops.length;
    return Response.json(["e", this.now(), verdicts, last, last, entries, at, true, false, sums ? this.sums : null]);
  }

  private take(op: Op): Verdict {
    const [seq, at, , , , , , , , parts] = op;
    const known = this.ops[seq - 1];
    if (known) return known.verdict;
    const n = this.ops.length + 1;
    const verdict: Verdict = [seq, "applied", n, at, null];
    this.ops.push({ text: JSON.stringify(op), verdict });
    for (const [, record, writes] of parts) {
      const fields = Object.fromEntries(writes.map(([field, , value]) => [field, [[value, 0] as const]]));
      this.entries.push(put(n, record, { stamps: [[at, this.inc, seq]], fields, whole: false }));
    }
    return verdict;
  }

  /** A new name; on what it already has under the old one it says so. */
  private enrolled(bytes: string): Response {
    const { unsent = [] } = JSON.parse(bytes) as { unsent?: Op[] };
    const verdicts = unsent.flatMap((op) => {
      const known = this.ops[op[0] - 1];
      return known?.text === JSON.stringify(op) ? [known.verdict] : [];
    });
    return Response.json({ ...ENROLLED, inc: this.inc, token: `secret of ${this.inc}`, verdicts }, { status: 201 });
  }

  private page(path: string, bytes: string): Response {
    if (path === "/devices") return this.enrolled(bytes);
    if (path === "/programme") return Response.json({ version: this.version, languages: ["en", "fr"] });
    if (path.endsWith("/words/en")) return Response.json({ pack: `Pack ${this.version}` });
    if (path.endsWith("/words/fr")) return Response.json({ pack: `Emballer ${this.version}` });
    return Response.json({ ...WIRE, version: this.version });
  }
}

function text(body: Uint8Array, headers: Headers): string {
  return new TextDecoder().decode(headers.get("content-encoding") === "gzip" ? gunzipSync(body) : body);
}

export const refusal = (code: string, status: number, more: object = {}, headers: Record<string, string> = {}) =>
  Response.json({ code, status, type: `/problems/${code}`, title: code, next: "wait", ...more }, { status, headers });
