// The programme and its words, fetched when this phone enrols and whenever another version rules.

import type { Programme, Sparse } from "../core/programme";
import { adopt } from "../store/session";
import { ProblemOfServer } from "../store/shape";
import { programme } from "../store/state";
import { ask } from "./http";

interface InForce {
  readonly version: string;
  readonly languages: readonly string[];
}

type Words = Readonly<Record<string, string>>;

/** Makes sure this phone works by the version in force. Throws ProblemOfServer. */
export async function bringProgramme(): Promise<void> {
  const { version, languages } = sound<InForce>(await ask("/programme"), "version", "languages");
  if (programme.value?.version === version) return;
  const at = `/programme/${encodeURIComponent(version)}`;
  const [wire, ...texts] = await Promise.all([
    ask(at),
    ...languages.map((lang) => ask(`${at}/words/${encodeURIComponent(lang)}`)),
  ]);
  const byLang = Object.fromEntries(languages.map((lang, index) => [lang, sound<Words>(texts[index])]));
  await adopt(sound<Sparse<Programme>>(wire, "version", "forms"), byLang);
}

/** The answer as what it should be; a stranger's JSON is none of ours. */
function sound<T>(said: unknown, ...keys: readonly string[]): T {
  const isSound = typeof said === "object" && said !== null && keys.every((key) => key in said);
  if (!isSound) throw new ProblemOfServer("stranger", 200);
  return said as T;
}
