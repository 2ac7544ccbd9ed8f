// What has been read of another phone's entries so far, and what this phone carries for others.

import { useEffect, useRef, useState } from "preact/hooks";
import { frameIn, gathered, type Gathered, seenOf, wholeOf } from "../core/frames";
import { handIn } from "../link/carriage";
import { loadDraft, ProblemOnPhone, storeDraft } from "../store/api";
import { carriedHere, carry, type Carried, idOf, letGo } from "../store/carriage";
import { say } from "../words";
import { problemWords } from "../words/problems";
import { readerOfCodes } from "./code_reader";

/** Kept as typing is: who is interrupted goes on where they were. */
const SEEN = "frames";
const LOOK_MS = 1_500;

export function useTaking() {
  const [seen, show] = useState<Gathered | null>(null);
  const [carried, list] = useState<readonly Carried[]>([]);
  const [trouble, tell] = useState("");
  const [isTaken, took] = useState(false);
  const latest = useRef<Gathered | null>(null);
  const refresh = async () => list(await carriedHere());
  const see = (next: Gathered | null) => {
    latest.current = next;
    show(next);
    storeDraft(SEEN, next ?? undefined);
  };
  useEffect(() => {
    void refresh();
    void loadDraft(SEEN).then((kept) => {
      if (kept && !latest.current) see(kept as Gathered);
    });
  }, []);
  useEffect(() => {
    if (carried.length === 0) return;
    const timer = setInterval(() => void refresh(), LOOK_MS);
    return () => clearInterval(timer);
  }, [carried.length]);

  const over = async (text: string, fromFile: boolean) => {
    try {
      await carry(text, fromFile);
    } catch (cause) {
      const isFull = cause instanceof ProblemOnPhone && cause.code === "quota";
      return tell(isFull ? problemWords("quota").what : say("carry.noParcel"));
    }
    took(true);
    await refresh();
    await handIn().catch((cause: unknown) => {
      console.warn("the parcel waits for a network", cause);
    });
    await refresh();
  };
  const read = async (code: string) => {
    const frame = frameIn(code);
    const before = latest.current;
    if (!frame) return tell(say("carry.noParcel"));
    if (before && (before.id !== frame.id || before.of !== frame.of)) return tell(say("carry.other"));
    tell("");
    const next = gathered(before, frame);
    if (next === before) return;
    const text = wholeOf(next);
    if (text === null) return see(next);
    see(null);
    if ((await idOf(text)) === next.id) await over(text, false);
    else tell(say("carry.again"));
  };
  /** A file of parcels, or a picture of one of the codes. */
  const open = async (file: File) => {
    tell("");
    if (!file.type.startsWith("image/")) return over((await file.text()).trim(), true);
    const code = await codeOf(file);
    if (code === null) tell(say("carry.noCode"));
    else await read(code);
  };
  const anew = () => {
    tell("");
    see(null);
  };
  const putAway = async (one: Carried) => {
    await letGo(one);
    took(false);
    await refresh();
  };
  return { seen: seen && seenOf(seen) > 0 ? seen : null, carried, trouble, isTaken, read, open, anew, putAway };
}

async function codeOf(file: File): Promise<string | null> {
  const picture = await createImageBitmap(file).catch(() => null);
  return picture && (await readerOfCodes())(picture);
}
