// Pictures taken on this phone, by the SHA-256 of their bytes: kept until the server has them. In a database of their own,
// so that a large one can neither hold up nor fail the saving of a form.

import { type DBSchema, type IDBPDatabase, openDB } from "idb";

/** A picture as it is kept. `sent`: the server has all of it; `at`: when it was taken here, ms since 1970 UTC. */
export interface Picture {
  readonly digest: string;
  readonly type: string;
  readonly bytes: ArrayBuffer;
  readonly at: number;
  readonly sent: boolean;
}

interface Tables extends DBSchema {
  pictures: { key: string; value: Picture };
}

const NAME = "homeward-pictures";

let opened: Promise<IDBPDatabase<Tables>> | null = null;

function connection(): Promise<IDBPDatabase<Tables>> {
  opened ??= openDB<Tables>(NAME, 1, {
    upgrade(db) {
      db.createObjectStore("pictures", { keyPath: "digest" });
    },
    blocking: () => {
      void opened?.then((db) => {
        db.close();
      });
      opened = null;
    },
    terminated: () => {
      opened = null;
    },
  }).catch((cause: unknown) => {
    opened = null;
    throw cause;
  });
  return opened;
}

/** Keeps a picture and returns its digest. Throws a DOMException "QuotaExceededError" when the disk is full. */
export async function keepPicture(blob: Blob): Promise<string> {
  const bytes = await blob.arrayBuffer();
  const digest = hex(await crypto.subtle.digest("SHA-256", bytes));
  const known = await pictureOf(digest);
  if (!known) await put({ digest, type: blob.type, bytes, at: Date.now(), sent: false });
  return digest;
}

export async function pictureOf(digest: string): Promise<Picture | undefined> {
  return (await connection()).get("pictures", digest);
}

/** Those the server does not have yet, the oldest first. */
export async function unsentPictures(): Promise<readonly Picture[]> {
  const all = await (await connection()).getAll("pictures");
  return all.filter((one) => !one.sent).sort((a, b) => a.at - b.at);
}

export async function pictureSent(digest: string): Promise<void> {
  const picture = await pictureOf(digest);
  if (picture) await put({ ...picture, sent: true });
}

/** Lets go of what the server has, and of what was taken before `before` and never belonged to anything saved. */
export async function tidyPictures(before: number, isNamed: (digest: string) => boolean): Promise<void> {
  const db = await connection();
  for (const { digest, at, sent } of await db.getAll("pictures")) {
    if (at < before && (sent || !isNamed(digest))) await db.delete("pictures", digest);
  }
}

/** Forgets all of them. */
export async function wipePictures(): Promise<void> {
  await (await connection()).clear("pictures");
}

async function put(picture: Picture): Promise<void> {
  await (await connection()).put("pictures", picture);
}

const hex = (buffer: ArrayBuffer): string =>
  [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
