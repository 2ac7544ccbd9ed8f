// Opening the phone: what it keeps first, the network after; joining and leaving.

import { batch } from "@preact/signals";
import { inApp } from "../parts/in_app";
import { type Invitation, readInvitation, spend, takeInvitation } from "../link/enrol";
import { bringProgramme } from "../link/library";
import { syncNow, syncSoon } from "../link/link";
import { renewCalls, stopCalls } from "../link/push";
import { watch } from "../link/triggers";
import { wipe } from "./database";
import { guardDrafts } from "./draft";
import { onSaved } from "./save";
import { chosenLanguage, recall } from "./session";
import { ProblemOfServer, ProblemOnPhone } from "./shape";
import { reread } from "./shelf";
import { contact, enrolment, type Enrolment, programme, ready, session, sync } from "./state";
import { listen, tell } from "./tabs";
import { watchUpdates } from "./update";

export type { Enrolment };

/** Opens the store, joins when the address carries a code, starts talking. Call once. */
export async function start(): Promise<void> {
  addEventListener("hashchange", () => {
    const another = takeInvitation();
    if (another) void follow(another);
  });
  listen((change) => void (change.all ? recall() : reread(change)));
  guardDrafts();
  onSaved(syncSoon);
  await recall();
  ready.value = true;
  void watchUpdates().catch((cause: unknown) => {
    console.warn("no worker: this page needs the network to open", cause);
  });
  await invited();
  if (session.value) {
    void keepForGood();
    void keepCalls();
  }
  watch();
}

/** Enrols this installation by a one-time code. Throws ProblemOfServer; `enrolment` shows it too. */
export async function enrol(code: string, label?: string): Promise<void> {
  enrolment.value = { busy: true, problem: null, code };
  try {
    // What the person before has not sent goes under their own name, if it can.
    if (sync.value.unsent > 0) await syncNow();
    await spend(code, label);
    await bringProgramme().catch((cause: unknown) => {
      console.warn("the programme comes with the next exchange", cause);
    });
    enrolment.value = { busy: false, problem: null, code: null };
  } catch (cause) {
    const problem = cause instanceof ProblemOfServer || cause instanceof ProblemOnPhone ? cause.code : "fault";
    enrolment.value = { busy: false, problem, code };
    throw cause;
  }
  contact.value = { ...contact.value, problem: null };
  void keepForGood();
  void keepCalls();
  void syncNow();
}

/** Inside another app's browser the link stays in the address bar: opened outside, it still brings the code. */
async function invited(): Promise<void> {
  const found = readInvitation();
  if (found && inApp() && !session.value) enrolment.value = { ...enrolment.value, code: found.code };
  else if (takeInvitation() && found) await follow(found);
}

/** A phone that is theirs already needs no code: it opens the page. */
async function follow({ code, person, to }: Invitation): Promise<void> {
  if (person === null || session.value?.person !== person) await enrolQuietly(code);
  if (to === "/") return;
  await syncNow();
  location.hash = `#${to}`;
}

async function enrolQuietly(code: string): Promise<void> {
  await enrol(code).catch((cause: unknown) => {
    console.warn("this phone could not join", cause);
  });
}

/** Forgets everything here. Throws ProblemOnPhone("unsent") unless nothing is unsent or `evenUnsent`. */
export async function signOut(evenUnsent = false): Promise<void> {
  if (sync.value.unsent > 0) await syncNow();
  if (sync.value.unsent > 0 && !evenUnsent) throw new ProblemOnPhone("unsent", String(sync.value.unsent));
  await stopCalls().catch((cause: unknown) => {
    console.warn("this phone may still be called", cause);
  });
  await wipe();
  batch(() => {
    programme.value = null;
    contact.value = { ...contact.value, problem: null, clockOffBy: null };
  });
  await recall();
  tell({ records: [], ops: [], all: true });
}

/** A phone that may be called stays so under its new name. */
async function keepCalls(): Promise<void> {
  try {
    const spoken = await chosenLanguage();
    if (spoken) await renewCalls(spoken);
  } catch (cause) {
    console.warn("whether this phone is called is not known", cause);
  }
}

/** Asks the browser not to throw our data away; people are shown what it said. */
async function keepForGood(): Promise<void> {
  const storage = (globalThis.navigator as Partial<Navigator> | undefined)?.storage;
  const persisted = (await storage?.persisted()) || ((await storage?.persist()) ?? false);
  contact.value = { ...contact.value, persisted };
}
