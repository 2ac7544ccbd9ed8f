// One request to the house. Whatever is not its answer is a ProblemOfServer.

import { ProblemOfServer } from "../store/shape";
import { isLost } from "./network";

const PATIENCE_MS = 30_000;
/** Below this a compressed body is hardly shorter. */
const SMALL_BYTES = 512;

export interface Request {
  readonly token?: string | null;
  readonly body?: Body;
  readonly method?: "DELETE" | "PATCH";
  /** Of the body; JSON when left out. */
  readonly type?: string;
  readonly patienceMs?: number;
  /** What a passkey was exchanged for. */
  readonly proof?: string | null;
}

/** A body ready to travel. */
export interface Body {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly gzip: boolean;
}

/** The JSON that `path` answers. Throws ProblemOfServer: "offline" when nobody answers, "stranger" when somebody else does. */
export async function ask(
  path: string,
  { token, body, method, type, patienceMs, proof }: Request = {},
): Promise<unknown> {
  if (isLost.value) throw new ProblemOfServer("offline", 0);
  const headers = new Headers({ accept: "application/json" });
  if (token) headers.set("authorization", `Bearer ${token}`);
  if (proof) headers.set("homeward-proof", proof);
  if (body) headers.set("content-type", type ?? "application/json");
  if (body?.gzip) headers.set("content-encoding", "gzip");
  const patience = new AbortController();
  const timer = setTimeout(() => {
    patience.abort();
  }, patienceMs ?? PATIENCE_MS);
  const init: RequestInit = {
    method: method ?? (body ? "POST" : "GET"),
    headers,
    body: body?.bytes ?? null,
    cache: body || method ? "no-store" : "default",
    credentials: "omit",
    signal: patience.signal,
  };
  try {
    const answer = await fetch(path, init).catch(() => null);
    if (!answer) throw new ProblemOfServer("offline", 0);
    // No JSON, or an answer cut off half way, is no answer.
    const said = (await answer.json().catch(() => undefined)) as unknown;
    if (answer.ok && said !== undefined) return said;
    throw refusal(answer, said);
  } finally {
    clearTimeout(timer);
  }
}

function refusal(answer: Response, said: unknown): ProblemOfServer {
  const document = typeof said === "object" && said !== null ? (said as Record<string, unknown>) : {};
  const asked = Number(answer.headers.get("retry-after") ?? Number.NaN);
  const body = Number.isFinite(asked) ? { ...document, retryAfterMs: asked * 1000 } : document;
  if (typeof document["code"] === "string") return new ProblemOfServer(document["code"], answer.status, body);
  // A login page of the airport's network, a proxy's complaint: somebody answered, but not the house.
  return new ProblemOfServer(answer.status >= 500 ? "busy" : "stranger", answer.status, body);
}

/** How long the house asked to be left in peace, ms. */
export const askedPause = (problem: ProblemOfServer): number => Number(problem.body["retryAfterMs"] ?? 0);

/** Compressed where the browser can and it helps. */
export async function packed(text: string): Promise<Body> {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length < SMALL_BYTES || typeof CompressionStream === "undefined") return { bytes, gzip: false };
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  const smaller = new Uint8Array(await new Response(stream).arrayBuffer());
  return smaller.length < bytes.length ? { bytes: smaller, gzip: true } : { bytes, gzip: false };
}
