// The one condition language: which answers are needed, which guards hold, who is fed, whose clock runs.
// Twin of sync/match.py, where the reference words are told.

import { equal, isList } from "./canon";
import type { Match, Scalar } from "./programme";
import type { Value } from "./wire";

/** The value of a reference word; null when it has none. */
export type Look = (word: string) => Value;

const REFERRING = /^(actor|other|holder|self)\./;
const NOT = "not ";

/** Does every line of the table hold? An empty table holds. */
export const matches = (match: Match, look: Look): boolean =>
  Object.entries(match).every(([word, expected]) => {
    const found = look(word);
    return anyOf(expected).some((one) => is(one, found, look));
  });

/** Was the question answered? No and nought are answers; nothing, "" and an empty list are not. */
export const given = (value: Value): boolean =>
  value !== null && value !== "" && !(isList(value) && value.length === 0);

/** A list as it is, one value as a list of one, nothing as none. */
export const elements = (value: Value): readonly Value[] => (isList(value) ? value : given(value) ? [value] : []);

function is(expected: Scalar, found: Value, look: Look): boolean {
  if (expected === "given") return given(found);
  if (expected === "absent") return !given(found);
  if (typeof expected === "string" && expected.startsWith(NOT))
    return given(found) && !is(expected.slice(NOT.length), found, look);
  const wanted = typeof expected === "string" && REFERRING.test(expected) ? look(expected) : expected;
  return elements(wanted).some((one) => elements(found).some((another) => equal(one, another)));
}

const anyOf = (expected: Scalar | readonly Scalar[]): readonly Scalar[] =>
  typeof expected === "object" ? expected : [expected];
