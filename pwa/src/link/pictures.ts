// Pictures on their way to the server: piece by piece behind the entries, never in front of one.

import { isList } from "../core/canon";
import type { Programme } from "../core/programme";
import { LIMITS } from "../store/limits";
import { type Picture, pictureOf, pictureSent, tidyPictures, unsentPictures } from "../store/pictures";
import { credentials } from "../store/session";
import { ProblemOfServer } from "../store/shape";
import { allActs } from "../store/shelf";
import { programme } from "../store/state";
import { alone } from "../store/tabs";
import { ask } from "./http";

const KEPT_MS = 72 * 3_600_000;

interface Progress {
  readonly offset: number;
  readonly complete: boolean;
}

/** Sends every picture that a saved entry names and the server lacks. One tab at a time; throws ProblemOfServer. */
export async function sendPictures(): Promise<void> {
  await alone("pictures", async () => {
    const who = await credentials();
    if (!who || !programme.value) return;
    const named = namedPictures(programme.value);
    for (const picture of await unsentPictures()) {
      if (!named.has(picture.digest)) continue;
      await send(picture, who.token);
      await pictureSent(picture.digest);
    }
    await tidyPictures(Date.now() - KEPT_MS, (digest) => named.has(digest));
  });
}

/** The bytes of a picture: this phone's own, else the server's. Null where neither has it, or the network is gone. */
export async function bringPicture(digest: string): Promise<Blob | null> {
  const own = await pictureOf(digest);
  if (own) return new Blob([own.bytes], { type: own.type });
  const who = await credentials();
  if (!who) return null;
  const headers = { authorization: `Bearer ${who.token}` };
  const answer = await fetch(`/attachments/${digest}`, { headers, cache: "no-store", credentials: "omit" }).catch(
    () => null,
  );
  return answer?.ok ? answer.blob() : null;
}

async function send({ digest, bytes }: Picture, token: string): Promise<void> {
  let at = ((await ask(`/attachments/${digest}/progress`, { token })) as Progress).offset;
  for (let tries = 0; at < bytes.byteLength && tries < 100; tries++) {
    const piece = new Uint8Array(bytes.slice(at, at + LIMITS.attachmentChunkBytesMax));
    const address = `/attachments/${digest}?start=${String(at)}&size=${String(bytes.byteLength)}`;
    try {
      const said = await ask(address, { token, method: "PATCH", type: "application/octet-stream", body: raw(piece) });
      at = (said as Progress).offset;
    } catch (cause) {
      // An answer that was lost on the way: the server says how far it is.
      if (!(cause instanceof ProblemOfServer) || cause.code !== "offset-gap") throw cause;
      at = Number(cause.body["expected"]);
    }
  }
}

const raw = (bytes: Uint8Array<ArrayBuffer>) => ({ bytes, gzip: false });

/** What own entries say belongs to them. */
function namedPictures(rules: Programme): ReadonlySet<string> {
  const found = new Set<string>();
  for (const act of allActs()) {
    for (const [kind, , writes] of act.own.parts) {
      for (const [field, , value] of writes) {
        if (rules.kinds[kind]?.[field]?.type !== "photo") continue;
        for (const digest of isList(value) ? value : [value]) found.add(String(digest));
      }
    }
  }
  return found;
}
