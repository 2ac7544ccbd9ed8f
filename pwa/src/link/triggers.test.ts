import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { newPhone, type Phone, put, someId } from "../store/testing";
import { House } from "./house";

let house: House;
let phone: Phone;
let lines: ReadableStreamDefaultController<Uint8Array>[];
let isDown: boolean;
let happened = 0;

const said = (text: string) => new TextEncoder().encode(text);

/** A house that keeps a line open for whoever asks, until somebody cuts it. */
function answer(path: string, init?: RequestInit): Promise<Response> {
  if (isDown) return Promise.reject(new TypeError("Failed to fetch"));
  if (path !== "/sync/v1/wake") return house.fetch(path, init);
  const body = new ReadableStream<Uint8Array>({
    start(line) {
      lines.push(line);
      line.enqueue(said(":\n\n"));
    },
  });
  return Promise.resolve(new Response(body, { headers: { "content-type": "text/event-stream" } }));
}

beforeEach(async () => {
  house = new House();
  lines = [];
  isDown = false;
  vi.spyOn(Math, "random").mockReturnValue(0);
  vi.stubGlobal("fetch", answer);
  vi.stubGlobal("document", { visibilityState: "visible", addEventListener: () => undefined });
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("location", { hash: "", pathname: "/", search: "" });
  vi.stubGlobal("history", { state: null, replaceState: () => undefined });
  phone = await newPhone();
});
// A phone is switched off with its test: its next talk ends in silence.
afterEach(async () => {
  isDown = true;
  for (const line of lines) line.close();
  const link = await import("./link");
  await link.syncNow();
  vi.restoreAllMocks();
});

/** Something of another phone's, for this one's next question. */
function happens(): string {
  const id = someId();
  house.entries.push(
    put((happened += 1), id, { stamps: [[1, "bbbbbb", 1]], fields: { label: [["theirs", 0]] }, whole: true }),
  );
  return id;
}

test("what came while the line was cut is here once it stands again; nobody has to touch the phone", async () => {
  const { watch } = await import("./triggers");
  const knows = (id: string) => expect.poll(() => phone.api.views.value.has(id), { timeout: 10_000 }).toBe(true);
  watch();
  await expect.poll(() => lines.length).toBe(1);
  const [first] = lines.splice(0);
  const called = happens();
  first?.enqueue(said("event: wake\ndata: {}\n\n"));
  await knows(called);

  isDown = true;
  first?.close();
  const missed = happens();
  isDown = false;
  await expect.poll(() => lines.length, { timeout: 10_000 }).toBe(1);
  await knows(missed);
});
