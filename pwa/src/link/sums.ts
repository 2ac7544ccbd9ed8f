// Now and then both sides count what they hold; where they differ, the phone starts over (docs/protocol.md, rule 9).

import { sumOf } from "../core/canon";
import type { Sum } from "../core/wire";
import type { Row } from "../store/row";

/** The scopes in which this phone holds other records or versions than the server says. */
export function differing(sums: readonly Sum[], rows: readonly Row[]): string[] {
  return sums.flatMap(([scope, count, xor]) => {
    const inScope = rows.filter((row) => row.scopes.includes(scope));
    const [ownCount, ownXor] = sumOf(inScope.map(({ id, v }) => [id, v] as const));
    return ownCount === count && ownXor === xor ? [] : [scope];
  });
}
