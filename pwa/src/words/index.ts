import { batch, signal, type ReadonlySignal } from "@preact/signals";
import type { en } from "./en";
import type { en as laterEn } from "./later/en";

/** A language the shell itself speaks. A programme may speak more; its words come with it. */
export type Lang = "zh-Hans" | "en" | "ja" | "ko";
type English = typeof en & typeof laterEn;
export type WordKey = keyof English;
/** What the list says: it is there with the first screen. */
export type Dictionary = Readonly<Record<keyof typeof en, string>>;
/** What all other screens say: it comes with the first of them. */
export type LaterDictionary = Readonly<Record<keyof typeof laterEn, string>>;

type SlotsOf<T extends string> = T extends `${string}{${infer S}}${infer Rest}` ? S | SlotsOf<Rest> : never;
type Slots<K extends WordKey> = SlotsOf<English[K]>;
type SlotArgs<K extends WordKey> = [Slots<K>] extends [never]
  ? []
  : [slots: Readonly<Record<Slots<K>, string | number>>];

export const languages: readonly Lang[] = ["zh-Hans", "en", "ja", "ko"];

const chunks: Record<Lang, () => Promise<Dictionary>> = {
  "zh-Hans": async () => (await import("./zh-Hans")).zhHans,
  en: async () => (await import("./en")).en,
  ja: async () => (await import("./ja")).ja,
  ko: async () => (await import("./ko")).ko,
};
const laterChunks: Record<Lang, () => Promise<LaterDictionary>> = {
  "zh-Hans": async () => (await import("./later/zh-Hans")).zhHans,
  en: async () => (await import("./later/en")).en,
  ja: async () => (await import("./later/ja")).ja,
  ko: async () => (await import("./later/ko")).ko,
};

const spoken = signal<Lang>("zh-Hans");
const dictionary = signal<Readonly<Partial<Record<WordKey, string>>>>({});
let wantsLater = false;
const kept = "homeward.language";

/** The language on the screen. Reading it in a part redraws the part when it changes; what was typed stays. */
export const lang: ReadonlySignal<Lang> = spoken;

/** The shell's text for `key` in the language on the screen, with its slots filled. */
export function say<K extends WordKey>(key: K, ...slots: SlotArgs<K>): string {
  return fill(dictionary.value[key] ?? "", slots[0]);
}

/** Replaces `{name}` by the slot of that name; a slot that is not given stays visible. */
export function fill(text: string, slots: Readonly<Record<string, string | number>> | undefined): string {
  if (!slots) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(slots[name] ?? whole));
}

/** Loads the first language: the one chosen before, else the phone's, else Chinese. Await it before the first draw. */
export async function startWords(): Promise<void> {
  const first = languages.find((l) => l === remembered()) ?? bestOf(navigator.languages);
  await show(first);
}

/** Speaks `to` from now on, here and after a restart. */
export async function setLang(to: Lang): Promise<void> {
  await show(to);
  try {
    localStorage.setItem(kept, to);
  } catch {
    // Storage may be denied; the choice then lasts as long as the page.
  }
}

/** Speaks `to` while the phone is turned to a traveller. Resolves to the way back. */
export async function turnTo(to: Lang): Promise<() => Promise<void>> {
  const before = spoken.value;
  await show(to);
  return () => show(before);
}

/** The shell's language nearest to the tags wanted, best first. */
export function bestOf(wanted: readonly string[]): Lang {
  for (const tag of wanted) {
    const found = languages.find((l) => l === tag || l.split("-")[0] === tag.split("-")[0]);
    if (found) return found;
  }
  return "zh-Hans";
}

/** Brings the words of the screens that come later; from then on every switch of language brings both. */
export async function bringWords(): Promise<void> {
  if (wantsLater) return;
  const to = spoken.value;
  const loaded = await laterChunks[to]();
  wantsLater = true;
  // The language was switched meanwhile: that switch did not know yet that these words are wanted.
  if (to !== spoken.value) await show(spoken.value);
  else dictionary.value = { ...dictionary.value, ...loaded };
}

async function show(to: Lang): Promise<void> {
  const [first, more] = await Promise.all([chunks[to](), wantsLater ? laterChunks[to]() : {}]);
  const loaded = { ...first, ...more };
  batch(() => {
    dictionary.value = loaded;
    spoken.value = to;
  });
  document.documentElement.lang = to;
}

function remembered(): string | null {
  try {
    return localStorage.getItem(kept);
  } catch {
    // Storage may be denied; then the phone's own language decides.
    return null;
  }
}
