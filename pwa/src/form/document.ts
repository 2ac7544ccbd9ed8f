// A document that was read answers the questions that say so: `default = "mrz.documentNumber"`.

import type { Form } from "../core/programme";
import type { MrzName, MrzReading } from "../core/mrz";

const READ = "mrz.";

/** What ICAO's first letters stand for, in the words a programme's options may use. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  P: ["passport"],
  I: ["id_card", "card"],
  A: ["id_card", "card"],
  C: ["permit", "id_card", "card"],
  V: ["visa"],
};

/** Field -> answer, for every question of the form that this document answers. */
export function answersFrom(form: Form, reading: MrzReading): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, field] of Object.entries(form.fields)) {
    if (!field.default.startsWith(READ)) continue;
    const part = field.default.slice(READ.length) as MrzName;
    const said = reading.fields[part];
    const answer = part === "documentType" ? KINDS[said.charAt(0)]?.find((kind) => field.options.includes(kind)) : said;
    if (answer) found[name] = answer;
  }
  return found;
}
