import { afterEach, expect, test, vi } from "vitest";
import { listen } from "./wake";

afterEach(() => vi.unstubAllGlobals());

/** A line on which these pieces arrive, and that then breaks. */
function line(...pieces: string[]) {
  const asked: Headers[] = [];
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    asked.push(new Headers(init.headers));
    expect(path).toBe("/sync/v1/wake");
    const body = new ReadableStream<Uint8Array>({
      start(stream) {
        for (const piece of pieces) stream.enqueue(new TextEncoder().encode(piece));
        stream.close();
      },
    });
    return Promise.resolve(new Response(body, { headers: { "content-type": "text/event-stream" } }));
  });
  return asked;
}

const rings = async (): Promise<number> => {
  let heard = 0;
  await listen("secret", () => (heard += 1), new AbortController().signal);
  return heard;
};

test("rings when the line stands, and at each hint however the bytes are cut; heartbeats are silent", async () => {
  const asked = line(":\n\n", "event: wa", "ke\ndata: {}\n", "\n:\n\nevent: wake\ndata: {}\n\n");
  expect(await rings()).toBe(3);
  expect(asked[0]?.get("authorization")).toBe("Bearer secret");
});

test("a login page of somebody's network is no line", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("<html>", { headers: { "content-type": "text/html" } })));
  expect(await rings()).toBe(0);
});

test("no network is nothing to tell of", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  expect(await rings()).toBe(0);
});
