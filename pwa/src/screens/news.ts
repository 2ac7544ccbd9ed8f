// Figures of the server on this page: asked for when the house calls, and every 20 s besides.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { notices, ProblemOfServer, session, sync, views, wall } from "../store/api";

const POLL_MS = 20_000;
/** Many hints in a row are one question. */
const APART_MS = 1_000;

/** `inc`: whose figures they are; `problem`: why the last question was not answered. */
export interface News<Board> {
  readonly inc: string;
  readonly board: Board | null;
  readonly problem: string | null;
}

/** What a screen hears, and a way to ask at once after it has changed something. */
interface Source<Board> {
  readonly use: () => News<Board>;
  readonly askSoon: () => void;
}

export const { use: useWall } = newsOf(wall);
export const { use: useNotices, askSoon: askNotices } = newsOf(notices);

function newsOf<Board>(ask: () => Promise<Board>): Source<Board> {
  const kept = signal<News<Board>>({ inc: "", board: null, problem: null });
  let pending: ReturnType<typeof setTimeout> | null = null;
  let askedAt = 0;
  let isAsking = false;
  let isWantedAgain = false;

  /** The last figures heard. They stay when the network goes, and go with the person they were for. */
  function use(): News<Board> {
    const inc = session.value?.inc ?? "";
    const heard = sync.value.lastContact;
    const here = views.value;
    useEffect(() => {
      const timer = setInterval(askSoon, POLL_MS);
      addEventListener("online", askSoon);
      addEventListener("offline", askSoon);
      return () => {
        clearInterval(timer);
        removeEventListener("online", askSoon);
        removeEventListener("offline", askSoon);
      };
    }, []);
    // The wake line rings this phone too: whatever it has just heard, these figures have as well.
    useEffect(askSoon, [inc, heard, here]);
    return kept.value.inc === inc ? kept.value : { inc, board: null, problem: null };
  }

  function askSoon(): void {
    if (isAsking) isWantedAgain = true;
    if (isAsking || pending !== null) return;
    pending = setTimeout(
      () => {
        pending = null;
        void askNow();
      },
      Math.max(0, askedAt + APART_MS - Date.now()),
    );
  }

  async function askNow(): Promise<void> {
    const inc = session.value?.inc ?? "";
    const before = kept.value.inc === inc ? kept.value.board : null;
    isAsking = true;
    isWantedAgain = false;
    askedAt = Date.now();
    try {
      kept.value = { inc, board: await ask(), problem: null };
    } catch (cause) {
      if (!(cause instanceof ProblemOfServer)) throw cause;
      kept.value = { inc, board: before, problem: cause.code };
    } finally {
      isAsking = false;
      if (isWantedAgain) askSoon();
    }
  }

  return { use, askSoon };
}
