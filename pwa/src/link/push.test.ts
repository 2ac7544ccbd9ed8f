import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { newPhone } from "../store/testing";
import type * as push_ from "./push";

const KEY = "BAEC";
const ADDRESS = { endpoint: "https://push.example/1", keys: { p256dh: "p", auth: "a" } };

let push: typeof push_;
let heard: { path: string; method: string; said: unknown }[];
let key: string | null;
let permission: string;
let subscribe: () => Promise<unknown>;
let held: unknown;

beforeEach(async () => {
  heard = [];
  key = KEY;
  permission = "granted";
  held = null;
  const subscription = {
    toJSON: () => ADDRESS,
    options: { applicationServerKey: new Uint8Array([4, 1, 2]).buffer },
    unsubscribe: () => Promise.resolve((held = null)),
  };
  subscribe = () => Promise.resolve((held = subscription));
  const registration = { pushManager: { getSubscription: () => Promise.resolve(held), subscribe: () => subscribe() } };
  const serviceWorker = {
    ready: Promise.resolve(registration),
    getRegistration: () => Promise.resolve(registration),
  };
  vi.stubGlobal("navigator", { serviceWorker });
  vi.stubGlobal("PushManager", () => undefined);
  vi.stubGlobal("Notification", {
    requestPermission: () => Promise.resolve(permission),
    get permission() {
      return permission;
    },
  });
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    const body = init.body ? new TextDecoder().decode(init.body as Uint8Array) : "null";
    heard.push({ path, method: init.method ?? "", said: JSON.parse(body) as unknown });
    return Promise.resolve(Response.json(init.method === "GET" ? { key } : {}));
  });
  await newPhone();
  push = await import("./push");
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a phone that can be called tells the house where, and takes it back", async () => {
  await push.allowCalls("en");
  expect(push.calls.value).toBe("on");
  expect(heard.at(-1)).toEqual({ path: "/push", method: "POST", said: { ...ADDRESS, language: "en", key: KEY } });
  await push.stopCalls();
  expect(push.calls.value).toBe("off");
  expect(heard.at(-1)?.method).toBe("DELETE");
  expect(held).toBeNull();
});

test("a push service that never answers is given ten seconds", async () => {
  subscribe = () => new Promise(() => undefined);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const asked = push.allowCalls("en");
  await vi.waitFor(() => {
    expect(vi.getTimerCount()).toBe(1);
  });
  await vi.advanceTimersByTimeAsync(9_900);
  expect(push.calls.value).toBe("asking");
  await vi.advanceTimersByTimeAsync(200);
  await asked;
  expect(push.calls.value).toBe("cannot");
});

test("it says why not: no such browser, no permission, nobody who calls, a refusal", async () => {
  permission = "denied";
  await push.allowCalls("en");
  expect(push.calls.value).toBe("denied");
  permission = "granted";
  key = null;
  await push.allowCalls("en");
  expect(push.calls.value).toBe("silent");
  key = KEY;
  subscribe = () => Promise.reject(new DOMException("no push service", "AbortError"));
  await push.allowCalls("en");
  expect(push.calls.value).toBe("cannot");
  vi.stubGlobal("PushManager", undefined);
  await push.allowCalls("en");
  expect(push.calls.value).toBe("cannot");
});

test("what was allowed before holds under a new name", async () => {
  await push.renewCalls("en");
  expect(heard).toEqual([]);
  await subscribe();
  await push.renewCalls("zh-Hans");
  expect(heard.map(({ said }) => said)).toEqual([null, { ...ADDRESS, language: "zh-Hans", key: KEY }]);
});

test("a new key of the house takes the place of the old one at the next start", async () => {
  await subscribe();
  const renewed = vi.fn(subscribe);
  subscribe = renewed;
  key = "BAED";
  await push.renewCalls("en");
  expect(renewed).toHaveBeenCalledOnce();
  expect(heard.at(-1)?.said).toEqual({ ...ADDRESS, language: "en", key: "BAED" });
});

test("only a tab on an iPhone or iPad is shown the way to the Home Screen", async () => {
  vi.stubGlobal("PushManager", undefined);
  const told = async (about: object) => {
    vi.stubGlobal("navigator", { serviceWorker: {}, ...about });
    await push.allowCalls("en");
    return push.calls.value;
  };
  const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15";
  const mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15";
  expect(await told({ userAgent: iphone, maxTouchPoints: 5 })).toBe("home_screen");
  expect(await told({ userAgent: mac, maxTouchPoints: 5 })).toBe("home_screen");
  expect(await told({ userAgent: iphone, maxTouchPoints: 5, standalone: true })).toBe("cannot");
  expect(await told({ userAgent: mac, maxTouchPoints: 0 })).toBe("cannot");
  expect(await told({ userAgent: "Mozilla/5.0 (Linux; Android 14)", maxTouchPoints: 5 })).toBe("cannot");
});

test.each([
  ["its holder says no", () => (permission = "denied")],
  ["it knows no push", () => vi.stubGlobal("PushManager", undefined)],
  ["nobody lets it subscribe", () => (subscribe = () => Promise.reject(new Error("no push service")))],
])("a phone that cannot be called says so itself: %s", async (_why, happens) => {
  happens();
  await push.allowCalls("en");
  expect(heard.at(-1)).toEqual({ path: "/push/unable", method: "POST", said: {} });
});

test("a phone that knows no push says so at each start, one that was never asked says nothing", async () => {
  await push.renewCalls("en");
  expect(heard).toEqual([]);
  vi.stubGlobal("PushManager", undefined);
  await push.renewCalls("en");
  expect(heard.map(({ path }) => path)).toEqual(["/push/unable"]);
});

test("who leaves the post is called no more: the house forgets this phone before the phone forgets the house", async () => {
  const { session, signOut } = await import("../store/api");
  await push.allowCalls("en");
  const order: string[] = [];
  const before = globalThis.fetch;
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    order.push(`${init.method ?? ""} ${path} ${session.value ? "signed in" : "nobody"}`);
    return before(path, init);
  });
  await signOut();
  expect(order).toEqual(["DELETE /push signed in"]);
  expect([session.value, held, push.calls.value]).toEqual([null, null, "off"]);
});
