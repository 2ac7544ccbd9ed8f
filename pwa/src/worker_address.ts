// Browsers that know Trusted Types run no script whose address did not come through here; nor any text as markup.

const ADDRESS = "/worker.js";
/** The one policy that the house's answers allow by name. */
const POLICY = "homeward";

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(): string }): { createScriptURL(address: string): string };
}

/** Where the worker lies, as the browser wants to be told. Call it once a page: a policy is made once. */
export function workerAddress(): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  return trustedTypes?.createPolicy(POLICY, { createScriptURL: () => ADDRESS }).createScriptURL(ADDRESS) ?? ADDRESS;
}
