// Who this installation is, kept with its token; and the programme it works by.

import { batch } from "@preact/signals";
import type { Programme, Sparse } from "../core/programme";
import type { Verdict } from "../core/wire";
import { recallOffset } from "./clock";
import { access, openOps } from "./database";
import { bytesOf, LIMITS } from "./limits";
import { firstUnsent, renumber } from "./outbox";
import { meet } from "./page";
import { putBack } from "./put_back";
import { ProblemOnPhone, type Session } from "./shape";
import { load, refreshAll } from "./shelf";
import { contact, programme, programmeWords, session } from "./state";
import { learnToRead } from "./todays";
import { tell } from "./tabs";

type Words = Readonly<Record<string, string>>;

/** What the server said when it enrolled us. */
export interface Enrolled {
  readonly inc: string;
  readonly token: string;
  readonly person: { readonly id: string; readonly who: string };
  readonly roles: readonly string[];
  readonly place: string;
  readonly scopes: readonly string[];
  readonly programme: string;
  readonly practice: boolean;
  /** On those of our unsent ops that had arrived under our old name. */
  readonly verdicts?: readonly Verdict[];
}

/** Where another device took our name: ops from `from` on were never the server's. */
export interface Fork {
  readonly inc: string;
  readonly from: number;
}

/** Reads who we are, what we work by, and everything kept. */
export async function recall(): Promise<void> {
  const kept = await access(["meta", "programmes", "words"], "readonly", async (tx) => {
    const meta = tx.objectStore("meta");
    const me = (await meta.get("session")) as Session | undefined;
    const rules = me ? await tx.objectStore("programmes").get(me.version) : undefined;
    const offset = (await meta.get("offset")) as number | undefined;
    const lastContact = (await meta.get("lastContact")) as number | undefined;
    const lang = (await meta.get("lang")) as string | undefined;
    const text = lang ? await tx.objectStore("words").get(lang) : undefined;
    return { me, rules, offset, lastContact, text };
  });
  recallOffset(kept.offset);
  await learnToRead(kept.rules);
  batch(() => {
    session.value = kept.me ?? null;
    programme.value = kept.rules ?? null;
    programmeWords.value = kept.text ?? {};
    contact.value = { ...contact.value, lastContact: kept.lastContact ?? null };
  });
  await load();
}

/** Who we are to the server. `hasBefore`: this phone bore another name; the house may have lost acts of it: it is asked as who it was. */
interface Credentials {
  readonly session: Session;
  readonly token: string;
  readonly isForked: boolean;
  readonly hasBefore: boolean;
}

/** A name this phone had, with the token of it. */
export interface Former {
  readonly inc: string;
  readonly token: string;
}

/** What this page last read about itself: a browser may throw the whole database away under an open page. */
let remembered: ReadonlyMap<string, unknown> = new Map();

/** The bearer token, read anew each time: another tab may have been enrolled since. */
export async function credentials(): Promise<Credentials | null> {
  const found = await aboutMe();
  if (found.has("session")) remembered = found;
  else if (await broughtBack()) return credentialsIn(remembered);
  return credentialsIn(found);
}

async function aboutMe(): Promise<ReadonlyMap<string, unknown>> {
  return access(["meta"], "readonly", async (tx) => {
    const meta = tx.objectStore("meta");
    const [keys, values] = await Promise.all([meta.getAllKeys(), meta.getAll()]);
    return new Map(keys.map((key, at) => [key, values[at]]));
  });
}

function credentialsIn(about: ReadonlyMap<string, unknown>): Credentials | null {
  const [me, token] = [about.get("session") as Session | undefined, about.get("token") as string | undefined];
  const fork = about.get("fork") as Fork | undefined;
  const hasBefore = Boolean(about.get("askBefore"));
  return me && token ? { session: me, token, isForked: fork?.inc === me.inc, hasBefore } : null;
}

/** What this page remembers, put back where the browser threw it away. */
async function broughtBack(): Promise<boolean> {
  return session.value !== null && putBack(remembered);
}

/** Runs a save; where it finds the database thrown away, what this page remembers is put back first. */
export async function keeping<T>(save: () => Promise<T>): Promise<T> {
  try {
    return await save();
  } catch (cause) {
    const isEmptied = cause instanceof ProblemOnPhone && cause.code === "emptied";
    if (!isEmptied || !(await broughtBack())) throw cause;
    return save();
  }
}

/** Goes on as the installation the server named; what is unsent goes with us. */
export async function become(enrolled: Enrolled): Promise<void> {
  const { inc, token, person, roles, place, scopes, practice } = enrolled;
  const me = { inc, person: person.id, who: person.who, roles, place, scopes, version: enrolled.programme, practice };
  await access(["meta", "ops"], "readwrite", async (tx) => {
    const meta = tx.objectStore("meta");
    const was = (await meta.get("session")) as Session | undefined;
    const fork = (await meta.get("fork")) as Fork | undefined;
    if (was && was.inc !== inc) {
      const formers = ((await meta.get("formers")) as Former[] | undefined) ?? [];
      await meta.put([...formers, { inc: was.inc, token: await meta.get("token") }], "formers");
      // What the house lost meanwhile it is asked about under these names alone.
      await meta.put(true, "askBefore");
      await meet(tx, was.inc, enrolled.verdicts ?? []);
      const from = fork?.inc === was.inc ? fork.from : await firstUnsent(tx, was.inc);
      await renumber(tx, was.inc, from, inc);
    }
    await Promise.all([meta.put(me, "session"), meta.put(token, "token"), meta.delete("fork"), meta.delete("left")]);
    const standing = (await meta.get("standing")) as object | undefined;
    // Everything is sent again: this installation may have other scopes.
    if (standing) await meta.put({ ...standing, cursor: null }, "standing");
  });
  tell({ records: [], ops: [], all: true });
  await recall();
}

/** The installation before this one and the last op it numbered, for the server's book. */
export async function previous(): Promise<[inc: string, lastSeq: number] | null> {
  return access(["meta"], "readonly", async (tx) => {
    const was = (await tx.objectStore("meta").get("session")) as Session | undefined;
    const seq = (await tx.objectStore("meta").get("seq")) as number | undefined;
    return was ? [was.inc, seq ?? 0] : null;
  });
}

/** What is unsent, as it was frozen: the server may have some of it, its answer lost. */
export async function unsentTexts(): Promise<string[]> {
  const [open, me] = await access(["meta", "ops"], "readonly", async (tx) =>
    Promise.all([openOps(tx), tx.objectStore("meta").get("session") as Promise<Session | undefined>]),
  );
  const texts = open.filter((op) => op.verdict === null && op.inc === me?.inc).sort((a, b) => a.seq - b.seq);
  let room = LIMITS.requestInflatedBytesMax / 2;
  return texts
    .slice(0, LIMITS.opsPerExchangeMax)
    .map((op) => op.text)
    .filter((text) => (room -= bytesOf(text)) > 0);
}

/** From now on this version rules. Forms being filled go on; what is saved bears the new version. */
export async function adopt(wire: Sparse<Programme>, texts: Readonly<Record<string, Words>>): Promise<void> {
  const rules = (await import("../core/completed")).completed(wire);
  const me = await access(["meta", "programmes", "words"], "readwrite", async (tx) => {
    const meta = tx.objectStore("meta");
    const was = (await meta.get("session")) as Session | undefined;
    if (!was) return null;
    const now = { ...was, version: rules.version };
    await Promise.all([tx.objectStore("programmes").clear(), tx.objectStore("words").clear()]);
    await Promise.all([meta.put(now, "session"), tx.objectStore("programmes").put(rules, rules.version)]);
    for (const [lang, text] of Object.entries(texts)) await tx.objectStore("words").put(text, lang);
    return now;
  });
  if (!me) return;
  const lang = await chosenLanguage();
  await learnToRead(rules);
  batch(() => {
    session.value = me;
    programme.value = rules;
    if (lang && texts[lang]) programmeWords.value = texts[lang];
    refreshAll();
  });
  tell({ records: [], ops: [], all: true });
}

/** Puts the programme's words of this language into `programmeWords` and remembers the choice. */
export async function words(lang: string): Promise<void> {
  const found = await access(["meta", "words"], "readwrite", async (tx) => {
    await tx.objectStore("meta").put(lang, "lang");
    return tx.objectStore("words").get(lang);
  });
  if (found) programmeWords.value = found;
}

/** The programme's words in another language, for a moment: the choice and the screen's own words stay. */
export async function wordsIn(lang: string): Promise<Words | null> {
  const found = await access(["words"], "readonly", async (tx) => tx.objectStore("words").get(lang));
  return found ?? null;
}

export async function chosenLanguage(): Promise<string | null> {
  const lang = await access(["meta"], "readonly", async (tx) => tx.objectStore("meta").get("lang"));
  return (lang as string | undefined) ?? null;
}
