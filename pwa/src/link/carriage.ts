// Parcels of other phones on their way to the house, and the keys that this phone's own would be sealed with.

import { agedMs, type Carried, carriedHere, cardOf, letGo, keepCard, refusedBy } from "../store/carriage";
import { credentials } from "../store/session";
import { ProblemOfServer } from "../store/shape";
import { alone } from "../store/tabs";
import { ask } from "./http";

/** What the server said no to for good: a person must look. */
const FINAL = new Set(["malformed", "seq-gap", "device-fork", "too-large", "wrong-type"]);

/** Hands in what is carried, and asks for this phone's card. One tab at a time; throws ProblemOfServer. */
export async function handIn(): Promise<void> {
  await alone("carriage", async () => {
    const who = await credentials();
    if (!who) return;
    const { inc } = who.session;
    if (!(await cardOf(inc))) {
      const { key, proof } = (await ask("/carriage", { token: who.token })) as { key?: string; proof?: string };
      if (key && proof) await keepCard({ inc, key, proof });
    }
    for (const carried of await carriedHere()) if (isOpen(carried)) await brought(carried, who.token);
  });
}

/** Behind a gap it may fit another day; all else that was refused stays so. */
const isOpen = ({ refused }: Carried): boolean => refused === null || refused === "seq-gap";

async function brought(carried: Carried, token: string): Promise<void> {
  const age = agedMs(carried);
  const address = age === null ? "/carriage" : `/carriage?age_ms=${String(age)}`;
  try {
    for (const line of carried.lines) {
      const body = { bytes: new TextEncoder().encode(line), gzip: false };
      await ask(address, { token, type: "text/plain", body });
    }
  } catch (cause) {
    if (!(cause instanceof ProblemOfServer) || !FINAL.has(cause.code)) throw cause;
    await refusedBy(carried, cause.code);
    return;
  }
  await letGo(carried);
}
