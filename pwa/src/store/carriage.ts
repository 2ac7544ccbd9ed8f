// Entries that leave on another phone: sealed so that only the house can read them (docs/protocol.md, Carriage). And
// what this phone carries for others.

import { exchangeText } from "../core/wire";
import { clockOffset, mono, wall } from "./clock";
import { access, openOps } from "./database";
import { draftKeys, dropDraft, flushDrafts, loadDraft, storeDraft } from "./draft";
import { bytesOf, LIMITS } from "./limits";
import { credentials } from "./session";
import { ProblemOnPhone } from "./shape";
import { draftsKept } from "./state";
import { tell } from "./tabs";

const INFO = new TextEncoder().encode("homeward/carriage/1");
const CARRIED = "carried.";
const SLOTS_BYTES = 4096;
const AGE_MS_MAX = 13 * 86_400_000;
/** For so long the codes stay the same, so that who reads them can stop and go on. */
const SAME_MS = 10 * 60_000;

/** Parcels of another phone on this one. `took`: when they came, by this phone's clocks; null from a file, which knows none. */
export interface Carried {
  readonly id: string;
  readonly lines: readonly string[];
  readonly took: { readonly wall: number; readonly mono: readonly [string, number] } | null;
  /** The server's code when it would not have them: a person must look. */
  readonly refused: string | null;
}

/** What the house gave the installation `inc`: the key entries are sealed for, and the one that proves they are its own. */
export interface Card {
  readonly inc: string;
  readonly key: string;
  readonly proof: string;
}

export async function keepCard(card: Card): Promise<void> {
  await access(["meta"], "refetchable", async (tx) => {
    await tx.objectStore("meta").put(card, "carriage");
  });
}

/** Null until this installation has asked for it. */
export async function cardOf(inc: string): Promise<Card | null> {
  const card = await access(["meta"], "readonly", async (tx) => tx.objectStore("meta").get("carriage"));
  return (card as Card | undefined)?.inc === inc ? (card as Card) : null;
}

let shown: { readonly of: string; readonly at: number; readonly text: string } | null = null;

/** All that is unsent, sealed, a parcel a line. Throws ProblemOnPhone when this phone has no card yet. */
export async function sealedOutbox(): Promise<string> {
  const inc = (await credentials())?.session.inc;
  const card = inc ? await cardOf(inc) : null;
  if (!inc || !card) throw new ProblemOnPhone("no-key");
  const open = await access(["ops"], "readonly", openOps);
  const unsent = open.filter((op) => op.inc === inc && op.verdict === null).sort((a, b) => a.seq - b.seq);
  const texts = unsent.map((op) => op.text);
  const of = [inc, ...texts].join("\n");
  if (shown?.of === of && wall() - shown.at < SAME_MS) return shown.text;
  const batches = parted(texts);
  const lines = await Promise.all(
    batches.map((ops) => {
      const said = { inc, now: wall(), mono: mono(), ops, skip: null, cursor: null, sums: null, held: 0 };
      return sealed(exchangeText({ ...said, refill: null, limit: null }), card);
    }),
  );
  shown = { of, at: wall(), text: lines.join("\n") };
  return shown.text;
}

function parted(texts: readonly string[]): readonly (readonly string[])[] {
  const batches: string[][] = [];
  let room = 0;
  for (const text of texts) {
    const last = batches.at(-1);
    room -= bytesOf(text) + 1;
    if (last && room > 0 && last.length < LIMITS.opsPerExchangeMax) last.push(text);
    else {
      batches.push([text]);
      // Escaped once more inside the parcel: at most twice as long.
      room = LIMITS.requestInflatedBytesMax / 2 - SLOTS_BYTES - bytesOf(text);
    }
  }
  return batches;
}

async function sealed(text: string, card: Card): Promise<string> {
  const { subtle } = crypto;
  const utf8 = new TextEncoder();
  const mac = await subtle.importKey("raw", utf8.encode(card.proof), { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ]);
  const proof = hex(new Uint8Array(await subtle.sign("HMAC", mac, utf8.encode(text))));
  const inside = await zipped(utf8.encode(JSON.stringify([text, Math.round(wall() - clockOffset()), proof])));
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const theirs = await subtle.importKey("raw", fromText(card.key), curve, false, []);
  const mine = await subtle.generateKey(curve, false, ["deriveBits"]);
  const point = new Uint8Array(await subtle.exportKey("raw", mine.publicKey));
  const shared = await subtle.deriveBits({ name: "ECDH", public: theirs }, mine.privateKey, 256);
  const base = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const derived = { name: "HKDF", hash: "SHA-256", salt: point, info: INFO };
  const key = await subtle.deriveKey(derived, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const body = new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv }, key, inside));
  return toText(new Uint8Array([...point, ...iv, ...body]));
}

/** The first 8 hex digits of a text's SHA-256: what its frames are called. */
export async function idOf(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return hex(new Uint8Array(hash)).slice(0, 8);
}

/** Takes parcels over from another phone. `fromFile`: nobody knows for how long they were on the way. */
export async function carry(text: string, fromFile = false): Promise<Carried> {
  const lines = text.split("\n").map((line) => line.trim());
  if (!lines.every((line) => /^[\w-]{100,}$/.test(line))) throw new ProblemOnPhone("no-parcel");
  const id = await idOf(lines.join("\n"));
  const carried: Carried = { id, lines, took: fromFile ? null : { wall: wall(), mono: mono() }, refused: null };
  await kept(carried);
  return carried;
}

/** How long this phone has had them, ms; null for a file, and for longer than the house believes a carrier's clock. */
export function agedMs({ took }: Carried): number | null {
  if (!took || wall() - took.wall > AGE_MS_MAX) return null;
  const [page, reading] = mono();
  const age = took.mono[0] === page ? reading - took.mono[1] : wall() - took.wall;
  return Math.max(0, Math.round(age));
}

export async function carriedHere(): Promise<readonly Carried[]> {
  const keys = (await draftKeys()).filter((key) => key.startsWith(CARRIED));
  return Promise.all(keys.map(async (key) => (await loadDraft(key)) as Carried));
}

export async function refusedBy(carried: Carried, code: string): Promise<void> {
  await kept({ ...carried, refused: code });
}

/** They are in the house now, or a person put them away. */
export async function letGo({ id }: Carried): Promise<void> {
  await dropDraft(CARRIED + id);
  tell({ records: [], ops: [] });
}

/** Throws ProblemOnPhone("quota") where there is no room for them: then they are not taken over. */
async function kept(carried: Carried): Promise<void> {
  storeDraft(CARRIED + carried.id, carried);
  await flushDrafts();
  if (draftsKept.value) return;
  storeDraft(CARRIED + carried.id, undefined);
  throw new ProblemOnPhone("quota");
}

async function zipped(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function toText(bytes: Uint8Array): string {
  const raw = [...bytes].map((byte) => String.fromCharCode(byte)).join("");
  return btoa(raw).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromText(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
}
