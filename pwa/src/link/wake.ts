// An open line on which the house says "come". Read by fetch, so that the token stays out of the address.

const SILENCE_MS = 45_000;

/** Listens until the line breaks or `signal` ends it; calls `rung` for each hint and once when the line stands. */
export async function listen(token: string, rung: () => void, signal: AbortSignal): Promise<void> {
  const line = new AbortController();
  const hangUp = () => {
    line.abort();
  };
  signal.addEventListener("abort", hangUp);
  let timer = setTimeout(hangUp, SILENCE_MS);
  try {
    const headers = { authorization: `Bearer ${token}`, accept: "text/event-stream" };
    const init: RequestInit = { headers, cache: "no-store", credentials: "omit", signal: line.signal };
    const answer = await fetch("/sync/v1/wake", init);
    const kind = answer.headers.get("content-type") ?? "";
    if (!answer.ok || !answer.body || !kind.startsWith("text/event-stream")) return;
    rung();
    const lines = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await lines.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(hangUp, SILENCE_MS);
      const said = (rest + value).split("\n");
      rest = said.pop() ?? "";
      if (said.includes("event: wake")) rung();
    }
  } catch {
    // A broken line is nothing to tell of: the caller dials again.
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", hangUp);
    hangUp();
  }
}
