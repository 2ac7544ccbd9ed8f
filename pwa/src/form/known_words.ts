// What the reference words of `default` and `calc` mean at the moment a form opens, beyond the form itself.

import { ruleInForce, countriesIn } from "../core/guard";
import type { Field, Form, PolicyRow } from "../core/programme";
import type { Value } from "../core/wire";
import type { View } from "../store/api";
import { ids, lookOf, named, type Look, type Sight } from "../screens/look";
import { candidates } from "./choosing";
import type { Flow, Member } from "./flow";
import type { World } from "./opening";

/** What is known of one member's form before anything is typed. `view`: the record it writes on, if it exists. */
export interface Known {
  readonly form: Form;
  readonly carried: Readonly<Record<string, Value>>;
  readonly view: View | null;
  readonly before: Member | undefined;
}

const DAY_MS = 86_400_000;

export function knownWords(sight: Sight, world: World, flow: Flow, known: Known): Look {
  const opened = known.view ?? sight.views.get(flow.on[0] ?? "") ?? null;
  const beyond = lookOf(sight, opened);
  return (word) => {
    // A value written down in the programme itself.
    if (word.startsWith("=")) return word.slice(1);
    const dot = word.indexOf(".");
    const [head, rest] = dot < 0 ? [word, ""] : [word.slice(0, dot), word.slice(dot + 1)];
    switch (head) {
      case "now":
        return world.timeOf(world.now());
      case "today":
        return world.dayOf(world.now());
      case "party":
        return rest ? (known.before?.values[rest] ?? null) : flow.party;
      case "programme":
        return rest === "version" ? sight.programme.version : null;
      case "shown":
        return rest === "language" ? (flow.reader ?? world.language()) : null;
      case "policy":
        return policyWord(sight, world, named(sight, subjects(flow, known)), rest);
      case "among":
        return everyone(sight, known.form, opened);
      case "number":
        return numberFor(sight, known.form.fields[rest], opened);
      // A number is given when the form is saved, so that it never stands on two drafts; a document is read later.
      case "serial":
      case "mrz":
        return null;
      default:
        if (rest && head in known.form.fields) return firstOf(named(sight, known.carried[head] ?? null), rest);
        return beyond(word);
    }
  };
}

/** Whom the question that proposes all of them may pick. */
function everyone(sight: Sight, form: Form, opened: View | null): Value {
  const asked = Object.values(form.fields).find((field) => field.default === "among");
  return asked ? candidates(sight, asked, [], opened).map((view) => view.id) : null;
}

/** How many records this question may name. */
const numberFor = (sight: Sight, asked: Field | undefined, opened: View | null): Value =>
  asked ? candidates(sight, asked, [], opened).length : null;

const firstOf = (views: readonly View[], word: string): Value =>
  views.map((view) => view.values[word] ?? null).find((value) => value !== null) ?? null;

/** The records a form is about: those carried into it, else the one it was opened from. */
function subjects(flow: Flow, { form, carried }: Known): readonly string[] {
  const refs = Object.entries(form.fields).filter(([, field]) => field.type === "ref" || field.type === "refs");
  const all = refs.flatMap(([name]) => ids(carried[name]));
  return all.length > 0 ? all : flow.on;
}

/** "id": the rule in force for these people. "dates": from today for as many days as it says. */
function policyWord(sight: Sight, world: World, people: readonly View[], word: string): Value {
  const rule = ruleFor(sight, world, people);
  if (!rule) return null;
  if (word === "id") return rule.id;
  const today = world.now();
  return word === "dates" ? [world.dayOf(today), world.dayOf(today + rule.days * DAY_MS)] : null;
}

function ruleFor(sight: Sight, world: World, people: readonly View[]): PolicyRow | null {
  const [first] = people;
  const at = first?.events[0]?.stamp[0] ?? world.now();
  const visited = people.flatMap((view) =>
    Object.entries(sight.programme.kinds[view.kind] ?? {})
      .filter(([, field]) => field.type === "countries")
      .flatMap(([name]) => countriesIn(view.values[name] ?? null)),
  );
  return ruleInForce(sight.programme.policy, at, visited);
}
