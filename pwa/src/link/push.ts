// Being called while the app is closed: what this browser can do, asked for only when a person wishes it.

import { signal, type ReadonlySignal } from "@preact/signals";
import { credentials } from "../store/session";
import { ProblemOfServer } from "../store/shape";
import { ask, packed } from "./http";

/** Without a push service within reach (mainland China) `subscribe` neither succeeds nor fails. */
const SUBSCRIBE_MS = 10_000;
const LEAVE_MS = 4_000;

/**
 * `off`: not asked yet. `asking`. `on`: this phone is called. `denied`: its holder, or the browser for them, said no.
 * `cannot`: this phone cannot receive push here. `home_screen`: an iPhone or iPad can, but only from its Home Screen. `silent`: the house calls nobody (practice). `offline`: try again.
 */
export type Calls = "off" | "asking" | "on" | "denied" | "cannot" | "home_screen" | "silent" | "offline";

const UNABLE: readonly Calls[] = ["cannot", "denied", "home_screen"];

const state = signal<Calls>("off");
export const calls: ReadonlySignal<Calls> = state;

/** Asks the browser, then tells the house. Call it from a tap: browsers refuse to ask otherwise. */
export async function allowCalls(language: string): Promise<void> {
  state.value = "asking";
  state.value = await allowed(language);
  if (UNABLE.includes(state.value)) await tellUnable();
}

/** Nobody calls this phone any more; the house forgets it first. */
export async function stopCalls(): Promise<void> {
  const present = await subscribed();
  if (!present) return;
  const who = await credentials();
  if (who) await ask("/push", { token: who.token, method: "DELETE", patienceMs: LEAVE_MS }).catch(() => undefined);
  await present.unsubscribe().catch(() => false);
  state.value = "off";
}

/** What was allowed before holds for whoever this phone is now, and with the key the house has now. */
export async function renewCalls(language: string): Promise<void> {
  if (await subscribed()) state.value = await arranged(language);
  if (!canBeCalled() || UNABLE.includes(state.value)) await tellUnable();
}

/** Nobody should have to find out when it matters: the office's leader sees that this phone cannot be called. */
async function tellUnable(): Promise<void> {
  const who = await credentials();
  // Without a network it is said with the next start.
  if (who) await ask("/push/unable", { token: who.token, body: await packed("{}") }).catch(() => undefined);
}

async function allowed(language: string): Promise<Calls> {
  if (!canBeCalled()) return isAppleTab() ? "home_screen" : "cannot";
  if ((await Notification.requestPermission()) !== "granted") return "denied";
  return arranged(language);
}

async function arranged(language: string): Promise<Calls> {
  try {
    const who = await credentials();
    const { key } = (await ask("/push", { token: who?.token ?? null })) as { key: string | null };
    if (key === null) return "silent";
    const subscription = await within(SUBSCRIBE_MS, subscribe(bytesOf(key)));
    return subscription ? await told(subscription, language, key) : "cannot";
  } catch (cause) {
    return became(cause);
  }
}

async function told(subscription: PushSubscription, language: string, key: string): Promise<Calls> {
  const who = await credentials();
  if (!who) return "off";
  const { endpoint, keys } = subscription.toJSON();
  try {
    await ask("/push", { token: who.token, body: await packed(JSON.stringify({ endpoint, keys, language, key })) });
    return "on";
  } catch (cause) {
    return became(cause);
  }
}

/** The house does not know this push service: then this phone cannot be called either. */
function became(cause: unknown): Calls {
  if (cause instanceof ProblemOfServer) return cause.code === "malformed" ? "cannot" : "offline";
  console.warn("this browser does not subscribe", cause);
  return "cannot";
}

async function subscribe(key: Uint8Array<ArrayBuffer>): Promise<PushSubscription> {
  const { pushManager } = await navigator.serviceWorker.ready;
  const present = await pushManager.getSubscription();
  if (present && isSame(present.options.applicationServerKey, key)) return present;
  // A browser keeps one subscription: one for an older key of the house is in the way.
  await present?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function subscribed(): Promise<PushSubscription | null> {
  if (!canBeCalled() || Notification.permission !== "granted") return null;
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

const canBeCalled = (): boolean =>
  typeof Notification !== "undefined" && typeof PushManager !== "undefined" && "serviceWorker" in navigator;

/** Safari's tabs have no push on a phone; the same page on the Home Screen has. A large iPad says that it is a Mac. */
function isAppleTab(): boolean {
  const here: Partial<Navigator & { standalone: boolean }> = navigator;
  const { userAgent = "", maxTouchPoints = 0 } = here;
  return (
    (/iP(hone|ad|od)/.test(userAgent) || (userAgent.includes("Macintosh") && maxTouchPoints > 1)) && !here.standalone
  );
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => {
      resolve(null);
    }, ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(raw, (char) => char.charCodeAt(0));
}

function isSame(one: ArrayBuffer | null, other: Uint8Array): boolean {
  const bytes = new Uint8Array(one ?? new ArrayBuffer(0));
  return bytes.length === other.length && bytes.every((byte, at) => byte === other[at]);
}
