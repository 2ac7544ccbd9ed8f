// The limits a phone keeps before it saves; twin of LIMITS in sync/exchange.py (`GET /limits`).

import type { Part } from "../core/wire";
import { ProblemOnPhone } from "./shape";

export const LIMITS = {
  opsPerExchangeMax: 200,
  partsPerOpMax: 64,
  writesPerPartMax: 64,
  valueBytesMax: 24 * 1024,
  opBytesMax: 128 * 1024,
  requestCompressedBytesMax: 256 * 1024,
  requestInflatedBytesMax: 1024 * 1024,
  sumsMinutes: 15,
  journalHoursMin: 72,
  journalOpsAlarm: 5_000,
  attachmentChunkBytesMax: 64 * 1024,
} as const;

const encoder = new TextEncoder();

export const bytesOf = (text: string): number => encoder.encode(text).length;

/** Throws ProblemOnPhone when an op would be turned away for its size. */
export function checkSize(parts: readonly Part[], text: string): void {
  if (parts.length > LIMITS.partsPerOpMax) throw new ProblemOnPhone("too-many", `${parts.length} records`);
  for (const [, , writes] of parts) {
    if (writes.length > LIMITS.writesPerPartMax) throw new ProblemOnPhone("too-many", `${writes.length} answers`);
    const large = writes.find(([, , value]) => bytesOf(JSON.stringify(value)) > LIMITS.valueBytesMax);
    if (large) throw new ProblemOnPhone("too-large", large[0]);
  }
  if (bytesOf(text) > LIMITS.opBytesMax) throw new ProblemOnPhone("too-large");
}
