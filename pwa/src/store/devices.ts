// The devices of the places one oversees, as the server lists them (server/boards/devices.py). Times in ms since 1970 UTC.

import { ask } from "../link/http";
import { knowsPasskeys, showPasskey } from "../link/passkey";
import { credentials } from "./session";
import { ProblemOfServer } from "./shape";

/** `held`: entries it still had when it was heard last; null = never heard. */
export interface OverseenDevice {
  readonly inc: string;
  readonly person: string;
  readonly who: string;
  readonly place: string;
  readonly label: string | null;
  readonly enrolled_at: number;
  readonly last_contact: number | null;
  readonly held: number | null;
  readonly unable: boolean;
  readonly revoked_at: number | null;
}

/** Needs the network and the right "oversee". Throws ProblemOfServer. */
export async function devices(): Promise<readonly OverseenDevice[]> {
  const said = await signedIn("/devices");
  if (!Array.isArray(said)) throw new ProblemOfServer("stranger", 200);
  return said as readonly OverseenDevice[];
}

/** From its next request on this device is refused, and wipes itself. Who has a passkey is asked to show it. Throws
 * ProblemOfServer. */
export async function takeOut(inc: string): Promise<void> {
  const path = `/devices/${inc}`;
  try {
    await signedIn(path, "DELETE");
  } catch (cause) {
    if (!(cause instanceof ProblemOfServer) || cause.code !== "proof-needed") throw cause;
    const proof = knowsPasskeys() ? await showPasskey() : null;
    if (!proof) throw cause;
    await signedIn(path, "DELETE", proof);
  }
}

async function signedIn(path: string, method?: "DELETE", proof?: string): Promise<unknown> {
  const who = await credentials();
  if (!who) throw new ProblemOfServer("unauthorised", 401);
  return ask(path, {
    patienceMs: 15_000,
    token: who.token,
    ...(method ? { method } : {}),
    ...(proof ? { proof } : {}),
  });
}
