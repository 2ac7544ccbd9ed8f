// Which language is spoken: the staff's own, and the traveller's while the phone is turned to them.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Programme } from "../core/programme";
import { words, wordsIn } from "../store/api";
import { languages, setLang, turnTo, type Lang } from "../words";
import { readerWords } from "./naming";

/** The programme's language nearest to what the traveller asked for: theirs, its kin, English, the first. */
export function spokenFor(programme: Programme, wanted: string): string {
  const [head = ""] = wanted.split("-");
  const spoken = programme.languages;
  return (
    spoken.find((one) => one === wanted) ??
    spoken.find((one) => one.split("-")[0] === head) ??
    spoken.find((one) => one === "en") ??
    spoken[0] ??
    wanted
  );
}

/** Is the screen turned to a traveller? */
export const facesTraveller = signal(false);

/** Speaks to the traveller as long as the screen faces them; whatever was typed stays. */
export function useReader(programme: Programme, facing: boolean, wanted: string | null): void {
  useEffect(() => {
    facesTraveller.value = facing;
    return () => {
      facesTraveller.value = false;
    };
  }, [facing]);
  const reader = facing && wanted ? spokenFor(programme, wanted) : null;
  useEffect(() => {
    if (!reader) return undefined;
    let over = false;
    let wayBack: (() => Promise<void>) | null = null;
    void (async () => {
      const found = await wordsIn(reader);
      const shell = languages.find((one) => one.split("-")[0] === reader.split("-")[0]) ?? "en";
      if (over) return;
      wayBack = await turnTo(shell);
      if (over) return void wayBack();
      readerWords.value = found ? { lang: reader, words: found } : null;
    })();
    return () => {
      over = true;
      readerWords.value = null;
      if (wayBack) void wayBack();
    };
  }, [reader]);
}

/** The staff speak `to` from now on. */
export async function speak(to: Lang): Promise<void> {
  await Promise.all([setLang(to), words(to)]);
}
