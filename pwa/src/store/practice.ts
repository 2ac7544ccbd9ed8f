// What a house that practises says of itself (server/practice/door.py). Times in ms since 1970 UTC.

import { signal } from "@preact/signals";
import type { Value } from "../core/wire";
import { ask, packed } from "../link/http";
import { credentials } from "./session";
import { ProblemOfServer } from "./shape";

/** Answers for the forms of an act: form -> field -> value, one set for each made-up person. */
export interface Specimen {
  readonly act: string;
  readonly people: readonly Readonly<Record<string, Readonly<Record<string, Value>>>>[];
}

export interface Practice {
  readonly now: number;
  /** The wave is played up to where people come in; nothing moves; hours pass. */
  readonly phase: "opening" | "resting" | "moving";
  readonly joined: number;
  readonly people: number;
  readonly figures: Readonly<Record<"moving" | "over" | "lost" | "asked" | "overdue", number>>;
  /** The clock stopped: `act` on `record` is for a person to do. `post`: the number of the post that may, 0 for none. */
  readonly question: {
    readonly act: string;
    readonly record: string;
    readonly place: string;
    readonly names: readonly string[];
    readonly post: number;
  } | null;
  readonly posts: readonly { readonly who: string; readonly place: string; readonly url: string }[];
  readonly wall: number;
  readonly front: boolean;
  readonly specimen: Specimen | null;
}

/** As last heard; null where the house does not practise. */
export const practice = signal<Practice | null>(null);

/** Asks the house. What was heard stays when nobody answers. */
export async function askPractice(): Promise<void> {
  try {
    practice.value = (await ask("/practice", { patienceMs: 10_000 })) as Practice;
  } catch (cause) {
    if (!(cause instanceof ProblemOfServer)) throw cause;
  }
}

/** Lets hours pass on the clock of practice. Throws ProblemOfServer. */
export async function passHours(hours: number): Promise<void> {
  const who = await credentials();
  await ask("/practice/hours", { token: who?.token ?? null, body: await packed(JSON.stringify({ hours })) });
  await askPractice();
}

/** The address that takes up a post of the demo, by its number, and opens a page there. */
export const postAddress = (number: number, to = ""): string =>
  `/practice/posts/${String(number)}${to ? `?to=${encodeURIComponent(to)}` : ""}`;
