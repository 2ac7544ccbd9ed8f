// One round trip: own acts up, news down.

import { answerOf, type Answer } from "../core/wire";
import { learnOffset, mono, wall } from "../store/clock";
import { access, openOps } from "../store/database";
import type { StoredOp } from "../store/journal";
import { LIMITS } from "../store/limits";
import { trim } from "../store/outbox";
import { forgetCursor, presentCursor, storeAnswer } from "../store/page";
import { credentials } from "../store/session";
import { ProblemOfServer } from "../store/shape";
import { allActs, allRows } from "../store/shelf";
import { contact, session } from "../store/state";
import { batchOf } from "./batch";
import { bringBack } from "./former";
import { ask, type Body } from "./http";
import { differing } from "./sums";

const SUMS_MS = LIMITS.sumsMinutes * 60_000;
const HEAL_MS = 3_600_000;
const CLOCK_OFF_MS = 120_000;

/** How many ops the house takes at once; halved when it says too-large. */
let most: number = LIMITS.opsPerExchangeMax;
let sumsDueAt = 0;
let healedAt = -Infinity;

export function sendFewer(sent: number): void {
  most = Math.max(1, Math.floor(Math.min(most, sent) / 2));
}

/** Exchanges once. True when there is more to say or to hear. Throws ProblemOfServer with `sent`, the number of ops. */
export async function exchangeOnce(): Promise<boolean> {
  const who = await credentials();
  if (!who) return false;
  const { inc } = who.session;
  const [{ unsent, skip, forgot }, cursor] = await Promise.all([outbox(inc), presentCursor()]);
  if (forgot !== contact.value.forgot) contact.value = { ...contact.value, forgot };
  // Another device bears our name: we listen, but say nothing more under it.
  const sendable = who.isForked ? [] : unsent;
  const sums = wall() >= sumsDueAt;
  const sentAt = wall();
  const { ops, body } = await batchOf(sendable, most, { inc, now: sentAt, mono: mono(), skip, cursor, sums });
  const answer = await answered(who.token, body, ops.length);
  const [, serverNow, verdicts, , durable, , , complete, reset, counted] = answer;
  const learned = {
    ...heard(answer, sentAt, who.isForked ? "device-fork" : null),
    // Who begins anew has no cursor by which to see that history was cut.
    askBefore: who.hasBefore || reset || cursor === null,
  };
  const taken = await storeAnswer({ inc, cursor }, answer, learned);
  if (sums && taken && complete) {
    sumsDueAt = wall() + SUMS_MS * (0.8 + 0.4 * Math.random());
    await trim(durable, inc, serverNow);
    if (counted && (await heal(counted))) return true;
  }
  if (learned.askBefore) await bringBack();
  // A house that took none waits for what another phone still has to bring back.
  const isPressed = ops.length > 0 && verdicts.length === 0;
  return !complete || (!isPressed && !who.isForked && (sendable.length > ops.length || hasLost(inc)));
}

/** Whether the house turned out to have lost acts it had acknowledged. */
const hasLost = (inc: string): boolean =>
  allActs().some((act) => act.inc === inc && act.verdict === null && act.refill !== null);

interface Outbox {
  readonly unsent: StoredOp[];
  readonly skip: [number, number][] | null;
  /** Own acts the server has and this phone lost all memory of. */
  readonly forgot: number;
}

async function outbox(inc: string): Promise<Outbox> {
  return access(["meta", "ops"], "readonly", async (tx) => {
    const open = await openOps(tx);
    const skip = (await tx.objectStore("meta").get("skip")) as [number, number][] | undefined;
    const unsent = open.filter((op) => op.inc === inc && op.verdict === null).sort((a, b) => a.seq - b.seq);
    const forgot = ((await tx.objectStore("meta").get("forgot")) as number | undefined) ?? 0;
    return { unsent, skip: skip?.length ? skip : null, forgot };
  });
}

async function answered(token: string, body: Body, sent: number): Promise<Answer> {
  try {
    const answer = answerOf(await ask("/sync/v1", { token, body }));
    if (answer) return answer;
  } catch (cause) {
    if (cause instanceof ProblemOfServer) throw new ProblemOfServer(cause.code, cause.status, { ...cause.body, sent });
    throw cause;
  }
  throw new ProblemOfServer("stranger", 200, { sent });
}

/** Somebody answered, so we are in contact; and we learn what time it is there. */
function heard([, now]: Answer, sentAt: number, problem: string | null): { lastContact: number; offset: number } {
  const received = wall();
  const offset = learnOffset(now, sentAt, received);
  const lastContact = received - offset;
  // The clock of practice is moved by hand: no phone is wrong because of it.
  const isOff = Math.abs(offset) > CLOCK_OFF_MS && session.value?.practice !== true;
  const clockOffBy = isOff ? offset : null;
  contact.value = { ...contact.value, lastContact, problem, clockOffBy };
  return { lastContact, offset };
}

async function heal(sums: NonNullable<Answer[9]>): Promise<boolean> {
  const scopes = differing(sums, [...allRows()]);
  if (scopes.length === 0 || wall() - healedAt < HEAL_MS) return false;
  console.error("this phone and the server hold different records; starting over", scopes);
  healedAt = wall();
  await forgetCursor();
  return true;
}
