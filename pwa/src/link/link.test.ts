import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { newPhone, type Phone, put, someId } from "../store/testing";
import { House, refusal } from "./house";
import type * as link_ from "./link";

type Link = typeof link_;

let house: House;
let phone: Phone;
let link: Link;

const later = setTimeout;
const timers: ReturnType<typeof later>[] = [];
const pauses: (number | undefined)[] = [];

beforeEach(async () => {
  vi.stubGlobal("setTimeout", (...what: Parameters<typeof later>) => {
    const timer = later(...what);
    pauses.push(what[1]);
    timers.push(timer);
    return timer;
  });
  house = new House();
  vi.stubGlobal("fetch", house.fetch);
  vi.stubGlobal("document", { visibilityState: "visible", addEventListener: () => undefined });
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("location", { hash: "", pathname: "/", search: "" });
  vi.stubGlobal("history", { state: null, replaceState: () => undefined });
  phone = await newPhone();
  link = await import("./link");
});
// A phone is switched off with its test, its talk over and its timers gone: the next test's house would hear them.
afterEach(async () => {
  house.instead = () => "dead";
  await link.syncNow();
  timers.splice(0).forEach(clearTimeout);
  vi.unstubAllGlobals();
});

const pack = async (label: string): Promise<string> => {
  const id = someId();
  await phone.api.save("pack", [{ record: id, values: { label } }]);
  return id;
};

describe("one exchange", () => {
  test("brings up what was saved and down what is new, and says so", async () => {
    const mine = await pack("Tea");
    const theirs = someId();
    house.entries = [put(1, theirs, { fields: { label: [["Salt", 0]] } })];
    await link.syncNow();
    expect(phone.api.sync.value).toMatchObject({ unsent: 0, needsYou: 0, problem: null, inFlight: false });
    expect(phone.api.sync.value.lastContact).toBeGreaterThan(Date.now() - 5_000);
    expect(phone.api.views.value.get(theirs)?.values["label"]).toBe("Salt");
    expect(phone.api.views.value.get(mine)?.pending).toBe(0);
  });

  test("whose answer was lost is made again with the same bytes, and nothing happens twice", async () => {
    const id = await pack("Tea");
    house.instead = () => "lost";
    await link.syncNow();
    expect(phone.api.sync.value).toMatchObject({ unsent: 1, problem: "offline" });
    expect(phone.api.views.value.get(id)?.values["label"]).toBe("Tea");
    house.instead = null;
    await link.syncNow();
    const [first, second] = house.exchanges.map((said) => JSON.stringify(said[3]));
    expect(second).toBe(first);
    expect(house.ops).toHaveLength(1);
    expect(phone.api.sync.value).toMatchObject({ unsent: 0, problem: null });
  });

  test("carries at most 200 acts, gzipped, and the next follows at once", async () => {
    await Promise.all(Array.from({ length: 210 }, (_, at) => pack(`crate ${String(at)}`)));
    await link.syncNow();
    expect(house.exchanges.map((said) => [said[3].length, said[9]])).toEqual([
      [200, 10],
      [10, 0],
    ]);
    expect(phone.api.sync.value.unsent).toBe(0);
  });

  test("tells when the phone's clock is wrong", async () => {
    house.now = () => Date.now() - 600_000;
    await link.syncNow();
    expect(phone.api.sync.value.clockOffBy).toBeGreaterThan(590_000);
    expect(Math.abs(phone.api.now() - (Date.now() - 600_000))).toBeLessThan(2_000);
  });

  test("is made again soon when what goes behind the entries was stopped", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    let tries = 0;
    link.onTalked(() => ((tries += 1) < 3 ? Promise.reject(new Error("no network")) : Promise.resolve()));
    await link.syncNow();
    await expect.poll(() => tries, { timeout: 10_000 }).toBe(3);
  });

  test("that a captive portal answers moves nothing", async () => {
    await pack("Tea");
    house.instead = () => new Response("<html>Welcome to the airport</html>", { status: 200 });
    await link.syncNow();
    expect(phone.api.sync.value).toMatchObject({ unsent: 1, problem: "stranger", lastContact: null });
    expect(await phone.page.presentCursor()).toBeNull();
  });
});

test("a release has no parts of its own; it names what it lets in, oldest first", async () => {
  await phone.api.release([
    ["bbbbbb", 7],
    ["bbbbbb", 8],
  ]);
  await link.syncNow();
  const said = house.ops.map(({ text }) => JSON.parse(text) as unknown[]);
  expect(said.map((op) => [op[0], op[4], op[7], op[9]])).toEqual([
    [1, "release", ["bbbbbb", 7], []],
    [2, "release", ["bbbbbb", 8], []],
  ]);
  expect(phone.api.sync.value.unsent).toBe(0);
});

test("while the house can call this phone asks seldom; once the line is cut it asks in twenty seconds", async () => {
  link.lineIs(true);
  await link.syncNow();
  expect(pauses.at(-1)).toBe(300_000);
  link.lineIs(false);
  expect(pauses.at(-1)).toBe(20_000);
  await link.syncNow();
  expect(pauses.at(-1)).toBe(20_000);
});

test("a line that is cut right after a call puts nothing off", async () => {
  link.lineIs(true);
  link.syncSoon();
  link.lineIs(false);
  await expect.poll(() => house.exchanges.length).toBe(1);
});

describe("a house that opened on an older copy", () => {
  test("is given back what it lost, with the stamps it gave", async () => {
    await pack("a");
    await pack("b");
    await link.syncNow();
    const [, [, , , stamp] = []] = house.ops.map(({ verdict }) => verdict);
    house.ops.length = 1;
    await link.syncNow();
    await expect.poll(() => house.ops).toHaveLength(2);
    expect(house.exchanges.find((said) => said[5] !== null)?.[5]).toEqual([[2, stamp]]);
    await expect.poll(() => phone.api.sync.value.unsent).toBe(0);
  });

  test("that waits for another phone's act takes none yet, and is not pressed", async () => {
    await Promise.all(["a", "b", "c"].map(pack));
    (await import("./exchange")).sendFewer(4);
    house.waits = true;
    await link.syncNow();
    expect(house.exchanges).toHaveLength(1);
    expect(phone.api.sync.value).toMatchObject({ unsent: 3, problem: null });
    house.waits = false;
    await link.syncNow();
    expect(phone.api.sync.value.unsent).toBe(0);
  });
});

describe("a refusal", () => {
  test("too-large: half as many are sent until they fit", async () => {
    await Promise.all(Array.from({ length: 8 }, (_, at) => pack(String(at))));
    house.instead = (_, said) => (said && said[3].length > 2 ? refusal("too-large", 413, { max: 1 }) : null);
    await link.syncNow();
    await expect.poll(() => phone.api.sync.value.unsent).toBe(0);
    expect(house.ops).toHaveLength(8);
  });

  test("seq-gap: what is expected is sent again, what this phone no longer has is passed over", async () => {
    await pack("a");
    await link.syncNow();
    await phone.database.access(["ops"], "readwrite", async (tx) => tx.objectStore("ops").delete(1));
    await phone.shelf.load();
    await pack("b");
    let asked = 0;
    house.instead = (path, said) =>
      path === "/sync/v1" && (asked += 1) === 1 && said ? refusal("seq-gap", 409, { expected: 1 }) : null;
    await link.syncNow();
    await expect.poll(() => phone.api.sync.value.unsent).toBe(0);
    expect(house.exchanges.at(-1)?.[4]).toEqual([[1, 1]]);
  });

  test("device-fork: what was taken is settled, and a new code carries the rest under a new name", async () => {
    const first = await pack("a");
    await pack("b");
    house.instead = (path) =>
      path === "/sync/v1" ? refusal("device-fork", 409, { from: 2, verdicts: [[1, "applied", 4, 1000, null]] }) : null;
    await link.syncNow();
    expect(phone.api.sync.value).toMatchObject({ unsent: 1, problem: "device-fork" });
    expect(phone.api.ownOps.value.map(({ verdict }) => verdict)).toEqual(["applied", null]);
    house.instead = null;
    house.inc = "bbbbbb";
    await phone.api.enrol("code");
    await expect.poll(() => phone.api.sync.value.unsent).toBe(0);
    expect(house.ops.map(({ text }) => (JSON.parse(text) as unknown[])[0])).toEqual([1]);
    expect(house.exchanges.length).toBeLessThan(6);
    expect(phone.api.session.value?.inc).toBe("bbbbbb");
    expect(phone.api.views.value.get(first)).toBeUndefined();
  });

  test("busy: no save or focus disturbs the house before the time it asked for", async () => {
    await pack("a");
    house.instead = () => refusal("busy", 503, {}, { "retry-after": "1" });
    await link.syncNow();
    const asked = performance.now();
    expect(phone.api.sync.value.problem).toBe("busy");
    house.instead = null;
    link.syncSoon();
    await expect.poll(() => phone.api.sync.value.unsent, { timeout: 10_000 }).toBe(0);
    // However slow the machine: never before a second was over, for whatever came sooner would have been taken in.
    expect(performance.now() - asked).toBeGreaterThanOrEqual(900);
    expect(house.exchanges.filter((said) => said[3].length > 0)).toHaveLength(2);
  });

  test.each([
    ["unauthorised", 401],
    ["revoked", 403],
  ])("%s: the outbox stays and a person must act", async (code, status) => {
    await pack("a");
    house.instead = (path) => (path === "/sync/v1" ? refusal(code, status) : null);
    await link.syncNow();
    expect(phone.api.sync.value).toMatchObject({ unsent: 1, problem: code });
  });
});

test("a new programme comes with its words; a draft half filled stays", async () => {
  await phone.api.words("fr");
  phone.api.storeDraft("pack", { label: "half" });
  house.version = "v2";
  await link.syncNow();
  expect(phone.api.programme.value?.version).toBe("v2");
  expect(phone.api.session.value?.version).toBe("v2");
  expect(phone.api.programmeWords.value).toEqual({ pack: "Emballer v2" });
  await phone.api.words("en");
  expect(phone.api.programmeWords.value).toEqual({ pack: "Pack v2" });
  expect(await phone.api.loadDraft("pack")).toEqual({ label: "half" });
});

test("sums that differ make the phone start over, once an hour at most", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  house.sums = [["dock:1", 3, "00000000000000ff"]];
  await link.syncNow();
  expect(house.exchanges.map((said) => [said[6], said[8] ?? false])).toEqual([
    [null, true],
    [null, false],
  ]);
});

describe("joining", () => {
  test("spends the code in the body, never in an address, and the phone works from then on", async () => {
    house.inc = "cccccc";
    await phone.api.enrol(" k7x4-mq ");
    const { path, bytes } = house.heard.find((one) => one.path === "/devices") ?? {};
    expect(path).toBe("/devices");
    expect(JSON.parse(bytes ?? "")).toEqual({ code: "k7x4-mq", previous: ["aaaaaa", 0] });
    expect(house.heard.some((one) => /secret|k7x4/.test(one.path))).toBe(false);
    expect(phone.api.session.value?.inc).toBe("cccccc");
    expect(phone.api.enrolment.value).toEqual({ busy: false, problem: null, code: null });
  });

  test("does not send again under its new name what arrived under its old one", async () => {
    house.instead = () => "lost";
    await pack("Tea");
    await link.syncNow();
    house.instead = (path) => (path === "/sync/v1" ? "dead" : null);
    await pack("Salt");
    await link.syncNow();
    house.inc = "cccccc";
    await phone.api.enrol("k7x4-mq");
    house.instead = null;
    await link.syncNow();
    const said = house.exchanges.filter(([inc]) => inc === "cccccc").flatMap(([, , , ops]) => ops);
    expect(new Set(said.map((op) => JSON.stringify([op[0], op[9][0]?.[2]])))).toEqual(
      new Set([JSON.stringify([1, [["label", "set", "Salt", []]]])]),
    );
    expect(phone.api.sync.value.unsent).toBe(0);
  });

  test("with a spent code says so and changes nothing", async () => {
    house.instead = (path) => (path === "/devices" ? refusal("code-spent", 410) : null);
    await expect(phone.api.enrol("old")).rejects.toMatchObject({ code: "code-spent" });
    expect(phone.api.enrolment.value).toEqual({ busy: false, problem: "code-spent", code: "old" });
    expect(phone.api.session.value?.inc).toBe("aaaaaa");
  });

  test("out again is refused while something is unsent", async () => {
    await pack("a");
    house.instead = () => "dead";
    await expect(phone.api.signOut()).rejects.toMatchObject({ code: "unsent" });
    house.instead = null;
    await phone.api.signOut();
    expect(phone.api.session.value).toBeNull();
    expect(phone.api.views.value.size).toBe(0);
    expect(house.ops).toHaveLength(1);
  });
});
