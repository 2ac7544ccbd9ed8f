// A browser may throw the whole database away under an open page: what the page remembers is put back.

import { access, putOp } from "./database";
import type { Act, StoredOp } from "./journal";
import { allActs } from "./shelf";
import type { Session } from "./shape";
import { programme, programmeWords, session } from "./state";

/**
 * Puts back what was kept about this phone (`about`, by its key) and every own op; the records come again from the
 * server. False when the person left, or `about` is of another.
 */
export async function putBack(about: ReadonlyMap<string, unknown>): Promise<boolean> {
  const [me, acts, rules] = [session.value, allActs(), programme.value];
  const was = about.get("session") as Session | undefined;
  if (!me || was?.inc !== me.inc) return false;
  const seqs = acts.filter((act) => act.inc === me.inc).map((act) => act.seq);
  const lang = about.get("lang") as string | undefined;
  return access(["meta", "ops", "programmes", "words"], "readwrite", async (tx) => {
    const meta = tx.objectStore("meta");
    if (await meta.get("left")) return false;
    // Another tab was faster.
    if (await meta.get("session")) return true;
    for (const act of acts) await putOp(tx, stored(act));
    for (const [key, value] of about) await meta.put(value, key);
    // The rows are gone: the server tells them all again.
    await Promise.all([
      meta.delete("standing"),
      meta.put(me, "session"),
      meta.put(Math.max(Number(about.get("seq") ?? 0), ...seqs), "seq"),
      meta.put(Math.max(0, ...acts.map((act) => act.nth)), "nth"),
    ]);
    if (rules) await tx.objectStore("programmes").put(rules, rules.version);
    if (lang) await tx.objectStore("words").put(programmeWords.value, lang);
    return true;
  });
}

/** Without what reading added to it. */
function stored(act: Act): StoredOp {
  const kept = Object.entries(act).filter(([name]) => name !== "op" && name !== "own");
  return Object.fromEntries(kept) as unknown as StoredOp;
}
