// The house has taken this phone out of use: what can be read goes at once, what the house lacks goes when it has it.

import { access, wipe } from "./database";
import { flushDrafts } from "./draft";
import { wipePictures } from "./pictures";
import { recall } from "./session";
import type { Session } from "./shape";
import { enrolment } from "./state";
import { tell } from "./tabs";

/** `lastSeq`: up to where the house has what this phone did, if it said so. True while there is more for it to take. */
export async function endHere(lastSeq: unknown): Promise<boolean> {
  if (typeof lastSeq !== "number") return false;
  const remain = await forget(lastSeq);
  if (remain === 0) {
    await wipe();
    await wipePictures();
    enrolment.value = { busy: false, problem: "revoked", code: null };
  }
  await recall();
  // The screens are gone by now; what was typed on them is not to come after the wiping.
  await flushDrafts();
  await access(["drafts"], "readwrite", async (tx) => tx.objectStore("drafts").clear());
  tell({ records: [], ops: [], all: true });
  return remain > 0;
}

/** Takes away what can be read and what the house has. Returns how many entries it still lacks. */
async function forget(lastSeq: number): Promise<number> {
  return access(["meta", "records", "ops", "drafts"], "readwrite", async (tx) => {
    const [meta, ops] = [tx.objectStore("meta"), tx.objectStore("ops")];
    const me = (await meta.get("session")) as Session | undefined;
    const lacking = (await ops.getAll()).filter((op) => op.inc === me?.inc && op.seq > lastSeq && op.verdict === null);
    await Promise.all([tx.objectStore("records").clear(), tx.objectStore("drafts").clear(), meta.delete("standing")]);
    await ops.clear();
    for (const op of lacking) await ops.put(op, op.nth);
    return lacking.length;
  });
}
