// A phone that was enrolled anew still has acts under the name it had: a restored house gets these from it too.

import { answerOf, type Verdict } from "../core/wire";
import { mono, wall } from "../store/clock";
import { access, openOps } from "../store/database";
import type { StoredOp } from "../store/journal";
import { LIMITS } from "../store/limits";
import { forgottenFrom, meet } from "../store/page";
import type { Former } from "../store/session";
import { ProblemOfServer } from "../store/shape";
import { show } from "../store/shelf";
import { tell } from "../store/tabs";
import { batchOf } from "./batch";
import { ask } from "./http";

/** Who may not speak any more under that name; any other refusal is tried again. */
const SILENCED = new Set(["unauthorised", "revoked", "forbidden", "device-fork"]);

/** Asks under each former name where the house stands, and brings back what it lost. Tried again until all is said. */
export async function bringBack(): Promise<void> {
  const formers = await access(["meta"], "readonly", async (tx) => tx.objectStore("meta").get("formers"));
  let isDone = true;
  for (const former of (formers as Former[] | undefined) ?? []) isDone = (await brought(former)) && isDone;
  if (isDone) await access(["meta"], "readwrite", async (tx) => tx.objectStore("meta").delete("askBefore"));
}

/** Whether nothing under this name is left to bring. */
async function brought({ inc, token }: Former): Promise<boolean> {
  try {
    let { lastSeq: known } = await said(inc, token, [], 0);
    for (;;) {
      const lost = await lostAfter(inc, known);
      if (lost.length === 0) return true;
      const { verdicts, lastSeq } = await said(inc, token, lost, known);
      const ops = await access(["meta", "ops"], "readwrite", async (tx) => meet(tx, inc, verdicts));
      tell(show({ ops }));
      // A house that took none waits for what another phone still has to bring back.
      if (verdicts.length === 0) return false;
      known = lastSeq;
    }
  } catch (cause) {
    if (!(cause instanceof ProblemOfServer)) throw cause;
    console.warn(`what was done as ${inc} cannot be brought back now: ${cause.code}`);
    return SILENCED.has(cause.code);
  }
}

/** Acts of this name that the house has not, or not any more, in their order. */
async function lostAfter(inc: string, lastSeq: number): Promise<StoredOp[]> {
  const { back, waiting } = await access(["ops"], "readwrite", async (tx) => {
    const back = await forgottenFrom(tx, inc, lastSeq + 1);
    const waiting = (await openOps(tx)).filter((op) => op.inc === inc && op.verdict === null && op.seq > lastSeq);
    return { back, waiting };
  });
  tell(show({ ops: new Map(back.map((op) => [op.nth, op])) }));
  return waiting.sort((a, b) => a.seq - b.seq);
}

/** What became of acts, and how far the house has them. */
interface Told {
  readonly verdicts: readonly Verdict[];
  readonly lastSeq: number;
}

/** One exchange under a former name. Its news is of scopes this phone may not hold any more: only verdicts count. */
async function said(inc: string, token: string, ops: readonly StoredOp[], known: number): Promise<Told> {
  const first = ops[0]?.seq ?? known + 1;
  const together = ops.filter((op, at) => op.seq === first + at);
  const skip: [number, number][] | null = first > known + 1 ? [[known + 1, first - 1]] : null;
  const frame = { inc, now: wall(), mono: mono(), skip, limit: 1 };
  const { body } = await batchOf(together, LIMITS.opsPerExchangeMax, frame);
  try {
    const answer = answerOf(await ask("/sync/v1", { token, body }));
    if (!answer) throw new ProblemOfServer("stranger", 200);
    return { verdicts: answer[2], lastSeq: answer[3] };
  } catch (cause) {
    return outOfUse(cause);
  }
}

/** A name taken out of use still hears how far the house has its acts: what is lost is set aside there. */
function outOfUse(cause: unknown): Told {
  const body = cause instanceof ProblemOfServer && cause.code === "revoked" ? cause.body : {};
  if (typeof body["last_seq"] !== "number") throw cause;
  return { verdicts: (body["verdicts"] ?? []) as Verdict[], lastSeq: body["last_seq"] };
}
