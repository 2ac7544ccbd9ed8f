// Acts filled under an older version of a form, read as the newest one asks (twin of sync/upcast.py).

import { isList } from "./canon";
import type { Upcast } from "./upcast_rules";
import type { Value, Write } from "./wire";

const DECIMALS_MAX = 12;
const INTEGER_MAX = 2n ** 53n;

/** Nobody can tell from the act what it would say today. */
const UNCLEAR = Symbol("unclear");
type Told = Value | typeof UNCLEAR;

/** The writes of one part in the words of today; `lost` stand as they were written. */
export function today(
  kind: string,
  writes: readonly Write[],
  rules: readonly Upcast[],
): { readonly writes: readonly Write[]; readonly lost: readonly string[] } {
  const answers = new Map(writes.map(([field, , value]) => [field, value]));
  const lost: string[] = [];
  const read = writes.map((write): Write => {
    const said = sayToday(kind, write, answers, rules);
    if (said === UNCLEAR) {
      lost.push(write[0]);
      return write;
    }
    return said;
  });
  return { writes: read, lost };
}

function sayToday(
  kind: string,
  write: Write,
  answers: ReadonlyMap<string, Value>,
  rules: readonly Upcast[],
): Write | typeof UNCLEAR {
  const [was, action, old, ...rest] = write;
  let field = was;
  let value: Value = old;
  for (const rule of rules) {
    if (rule.of !== kind || rule.field !== field) continue;
    const now = rule.to || field;
    if (now !== was && answers.has(now)) return UNCLEAR;
    const told = valueToday(value, rule, answers);
    if (told === UNCLEAR) return UNCLEAR;
    field = now;
    value = told;
  }
  return [field, action, value, ...rest];
}

function valueToday(value: Value, rule: Upcast, answers: ReadonlyMap<string, Value>): Told {
  if (value === null) return null;
  if (isList(value)) {
    const told = value.map((item) => valueToday(item, rule, answers));
    return told.includes(UNCLEAR) ? UNCLEAR : (told as Value[]);
  }
  const { times = 1, over = 1 } = rule;
  if (times !== 1 || over !== 1) return numberToday(value, BigInt(times), BigInt(over));
  const word = String(value);
  const split = rule.is?.[word];
  const told = split ? (split[String(answers.get(rule.by ?? "") ?? "")] ?? "") : rule.values?.[word];
  if (told === undefined) return value;
  return told || UNCLEAR;
}

function numberToday(value: Value, times: bigint, over: bigint): Told {
  if (typeof value === "string") return decimalToday(value, times, over);
  if (typeof value !== "number") return UNCLEAR;
  const scaled = BigInt(value) * times;
  const whole = scaled / over;
  return scaled % over !== 0n || whole > INTEGER_MAX || whole < -INTEGER_MAX ? UNCLEAR : Number(whole);
}

function decimalToday(text: string, times: bigint, over: bigint): Told {
  const [, sign = "", whole = "", behind = ""] = /^(-?)(\d*)\.?(\d*)$/.exec(text) ?? [];
  if (!whole && !behind) return UNCLEAR;
  let number = BigInt(whole + behind) * times;
  let places = behind.length;
  for (; number % over !== 0n && places < DECIMALS_MAX; places += 1) number *= 10n;
  if (number % over !== 0n) return UNCLEAR;
  const said = String(number / over).padStart(places + 1, "0");
  const tail = said.slice(said.length - places).replace(/0+$/, "");
  const head = said.slice(0, said.length - places);
  const plain = places && tail ? `${head}.${tail}` : head;
  return plain === "0" ? plain : sign + plain;
}
