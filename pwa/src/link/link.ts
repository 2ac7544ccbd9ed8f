// When this phone talks to the house: on every save, wake, focus and timer; and what it makes of a refusal.

import { ProblemOfServer } from "../store/shape";
import { contact, programme, session, sync } from "../store/state";
import { endHere } from "../store/ended";
import { ifAlone } from "../store/tabs";
import { bridge, storeFork } from "../store/page";
import type { Verdict } from "../core/wire";
import { pauseMs } from "./backoff";
import { exchangeOnce, sendFewer } from "./exchange";
import { askedPause } from "./http";
import { bringProgramme } from "./library";

const POLL_MS = 20_000;
/** With the wake line open a poll is only a safety net. */
const SLOW_POLL_MS = 300_000;
/** A talk ends some time, whatever the other side says. */
const ROUNDS_MAX = 500;
const SOON_MS = 30;
const OTHER_TAB_MS = 2_000;
const PROGRAMME_MS = 15 * 60_000;
/** Nothing changes by trying again soon: a person must act. */
const FOR_A_PERSON = new Set(["unauthorised", "revoked", "forbidden", "device-fork"]);

let failures = 0;
let stops = 0;
let running: Promise<void> | null = null;
let isWantedAgain = false;
let timer: ReturnType<typeof setTimeout> | null = null;
let isLineOpen = false;
let programmeDueAt = 0;
let quietUntil = 0;
let soon = false;

/** Talks soon, unless the house asked to be left in peace: many saves in a row make one exchange. */
export function syncSoon(): void {
  if (running) isWantedAgain = true;
  if (running || soon) return;
  soon = true;
  after(Math.max(SOON_MS, quietUntil - Date.now()));
}

/** Talks to the house now, or once more after the talk that goes on. Never throws. */
export function syncNow(): Promise<void> {
  if (running) isWantedAgain = true;
  running ??= talk().finally(() => {
    running = null;
    if (isWantedAgain) syncSoon();
  });
  return running;
}

let follow: () => Promise<void> = () => Promise.resolve();

/** What goes behind the entries, once they are said: it never holds one up, and what does not get through goes next time. */
export function onTalked(next: () => Promise<void>): void {
  follow = next;
}

/** Whether the wake line stands: then polling slows down. */
export function lineIs(open: boolean): void {
  const isCut = isLineOpen && !open;
  isLineOpen = open;
  // Nobody calls any more: asking begins at once, not when the slow poll would have come round.
  if (isCut && !soon && session.value && contact.value.problem === null) after(POLL_MS);
  programmeDueAt = open ? 0 : programmeDueAt;
}

async function talk(): Promise<void> {
  isWantedAgain = false;
  stopTimer();
  if (!session.value) return;
  const pause = await ifAlone("sync", talked);
  after(pause ?? OTHER_TAB_MS);
}

/** Exchanges until all is said and heard. Returns the pause until the next try, ms. */
async function talked(): Promise<number> {
  contact.value = { ...contact.value, inFlight: true };
  try {
    for (let round = 0; round < ROUNDS_MAX && (await exchangeOnce()); round++);
    await refreshProgramme();
    failures = 0;
    void goOn();
    return isLineOpen ? SLOW_POLL_MS : POLL_MS;
  } catch (cause) {
    return await refused(cause);
  } finally {
    contact.value = { ...contact.value, inFlight: false };
  }
}

/** What stopped on its way is not left to the next slow poll. */
async function goOn(): Promise<void> {
  try {
    await follow();
    stops = 0;
  } catch (cause) {
    console.warn("what follows the entries waits", cause);
    stops += 1;
    setTimeout(syncSoon, pauseMs(stops, Math.random(), 0));
  }
}

async function refreshProgramme(): Promise<void> {
  if (programme.value && Date.now() < programmeDueAt) return;
  await bringProgramme();
  programmeDueAt = Date.now() + PROGRAMME_MS;
}

async function refused(cause: unknown): Promise<number> {
  failures += 1;
  const problem = cause instanceof ProblemOfServer ? cause : null;
  // A full disk or a fault of ours: shown, and tried again like any other.
  const code = problem?.code ?? (cause instanceof Error && "code" in cause ? String(cause.code) : "fault");
  if (!problem) console.error("the exchange failed on this phone", cause);
  const isMended = problem !== null && failures < 10 && (await mended(problem));
  if (isMended) return 0;
  contact.value = { ...contact.value, problem: code };
  if (FOR_A_PERSON.has(code)) return SLOW_POLL_MS;
  const asked = problem ? askedPause(problem) : 0;
  quietUntil = Date.now() + asked;
  return pauseMs(failures, Math.random(), asked);
}

/** Whether the refusal told us what to do, and it is done: then we go on at once. */
async function mended({ code, body }: ProblemOfServer): Promise<boolean> {
  const inc = session.value?.inc;
  if (inc === undefined) return false;
  const [from, expected] = [Number(body["from"]), Number(body["expected"])];
  if (code === "device-fork" && from > 0) await storeFork(inc, from, (body["verdicts"] ?? []) as Verdict[]);
  if (code === "seq-gap" && expected > 0) await bridge(inc, expected);
  if (code === "revoked") return endHere(body["last_seq"]);
  if (code === "too-large") sendFewer(Number(body["sent"] ?? 1));
  return code === "seq-gap" || (code === "too-large" && Number(body["sent"] ?? 0) > 1);
}

function after(pause: number): void {
  if (timer) clearTimeout(timer);
  timer = setTimeout(() => {
    const isAsleep = document.visibilityState === "hidden" && sync.value.unsent === 0 && !soon;
    if (isAsleep) after(POLL_MS);
    else void syncNow();
  }, pause);
}

function stopTimer(): void {
  if (timer) clearTimeout(timer);
  timer = null;
  soon = false;
}
