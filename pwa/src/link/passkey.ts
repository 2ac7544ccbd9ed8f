// Passkeys: the browser has its person prove who they are, and the house gives a code for that (server/passkeys.py).

import { credentials } from "../store/session";
import { ProblemOfServer } from "../store/shape";
import { ask, packed } from "./http";

interface Challenge {
  readonly challenge: string;
  readonly site: string;
}

/** One of mine. `made_at`: ms since 1970 UTC. */
export interface Passkey {
  readonly id: string;
  readonly made_at: number;
}

/** Browsers know passkeys by the name of a house, not by its number. */
export const knowsPasskeys = (): boolean =>
  typeof PublicKeyCredential !== "undefined" && isSecureContext && /[a-z]/i.test(location.hostname);

/** Throws ProblemOfServer. */
export async function passkeys(): Promise<readonly Passkey[]> {
  const said = await signedIn("/passkeys");
  if (!Array.isArray(said)) throw new ProblemOfServer("stranger", 200);
  return said as readonly Passkey[];
}

/** Has the person make one on this device or on their key. False where they thought better of it. Throws ProblemOfServer. */
export async function addPasskey(person: string, who: string): Promise<boolean> {
  const { challenge, site } = await asked();
  const known = await passkeys();
  const made = await shown(
    navigator.credentials.create({
      publicKey: {
        challenge: bytes(challenge),
        rp: { id: site, name: "Homeward" },
        user: { id: new TextEncoder().encode(person), name: who, displayName: who },
        pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: "public-key", alg })),
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
        excludeCredentials: known.map(({ id }) => ({ type: "public-key", id: bytes(id) })),
      },
    }),
  );
  if (!made) return false;
  const said = made.response as AuthenticatorAttestationResponse;
  await signedIn("/passkeys", {
    ...inJson(made),
    response: { ...signed(said), attestationObject: text(said.attestationObject) },
  });
  return true;
}

/** Throws ProblemOfServer. */
export async function removePasskey(id: string): Promise<void> {
  const who = await credentials();
  await ask(`/passkeys/${id}`, { token: who?.token ?? null, method: "DELETE" });
}

/** Has the person show a passkey: a code that is theirs, good once, now. Null where they did not. Throws ProblemOfServer. */
export async function showPasskey(): Promise<string | null> {
  const { challenge, site } = await asked();
  const found = await shown(
    navigator.credentials.get({ publicKey: { challenge: bytes(challenge), rpId: site, userVerification: "required" } }),
  );
  if (!found) return null;
  const said = found.response as AuthenticatorAssertionResponse;
  const proof = {
    ...signed(said),
    authenticatorData: text(said.authenticatorData),
    signature: text(said.signature),
    userHandle: said.userHandle && text(said.userHandle),
  };
  const body = await packed(JSON.stringify({ credential: { ...inJson(found), response: proof } }));
  const answer = (await ask("/passkeys/use", { body })) as { code?: string } | null;
  if (!answer?.code) throw new ProblemOfServer("stranger", 200);
  return answer.code;
}

async function asked(): Promise<Challenge> {
  const said = (await ask("/passkeys/challenge")) as Partial<Challenge> | null;
  if (!said?.challenge || !said.site) throw new ProblemOfServer("stranger", 200);
  return said as Challenge;
}

async function signedIn(path: string, credential?: object): Promise<unknown> {
  const who = await credentials();
  if (!who) throw new ProblemOfServer("unauthorised", 401);
  return ask(path, { token: who.token, ...(credential ? { body: await packed(JSON.stringify({ credential })) } : {}) });
}

/** What the browser brought; null where the person closed its window, has no such passkey, or waited too long. */
async function shown(window: Promise<Credential | null>): Promise<PublicKeyCredential | null> {
  try {
    return (await window) as PublicKeyCredential | null;
  } catch (cause) {
    if (cause instanceof DOMException) return null;
    throw cause;
  }
}

const inJson = ({ id, type }: PublicKeyCredential) => ({ id, rawId: id, type });

const signed = ({ clientDataJSON }: AuthenticatorResponse) => ({ clientDataJSON: text(clientDataJSON) });

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  const said = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return said.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
