// How much of the outbox travels at once.

import { type Exchange, exchangeText } from "../core/wire";
import type { StoredOp } from "../store/journal";
import { bytesOf, LIMITS } from "../store/limits";
import { type Body, packed } from "./http";

/** What is left for the slots beside the ops. */
const SLOTS_BYTES = 16 * 1024;

export interface Batch {
  readonly ops: readonly StoredOp[];
  readonly body: Body;
}

/** The first ops of `unsent` that fit one exchange, in its body. `most`: what the house took last time. */
export async function batchOf(
  unsent: readonly StoredOp[],
  most: number,
  frame: Omit<Exchange, "ops" | "refill" | "held">,
): Promise<Batch> {
  let ops = firstThatFit(unsent, Math.min(most, LIMITS.opsPerExchangeMax));
  for (;;) {
    const refill = ops.flatMap((op): [number, number][] => (op.refill === null ? [] : [[op.seq, op.refill]]));
    const said: Exchange = {
      ...frame,
      ops: ops.map((op) => op.text),
      refill: refill.length > 0 ? refill : null,
      held: unsent.length - ops.length,
    };
    const body = await packed(exchangeText(said));
    const isFit = !body.gzip || body.bytes.length <= LIMITS.requestCompressedBytesMax;
    if (isFit || ops.length <= 1) return { ops, body };
    ops = ops.slice(0, Math.ceil(ops.length / 2));
  }
}

function firstThatFit(unsent: readonly StoredOp[], most: number): readonly StoredOp[] {
  let bytes = SLOTS_BYTES;
  const over = unsent.findIndex((op, at) => {
    bytes += bytesOf(op.text) + 1;
    return at >= most || bytes > LIMITS.requestInflatedBytesMax;
  });
  return over === -1 ? unsent : unsent.slice(0, Math.max(1, over));
}
