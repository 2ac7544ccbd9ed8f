// Practice: the forms of an act filled with the answers of a made-up person, one after the other.

import { readMrz } from "../core/mrz";
import type { Form } from "../core/programme";
import type { Value } from "../core/wire";
import { answersFrom } from "../form/document";
import { actNamed, answered, formOf, type Flow } from "../form/flow";
import { opened } from "../form/opening";
import { world } from "../form/saving";
import { go, link, route } from "../route";
import { dropDraft, loadDraft, newRecord, now, storeDraft } from "../store/api";
import type { Specimen } from "../store/practice";
import { dayOf } from "../words/time";
import type { Sight } from "./look";

const COUNT = "homeward.specimens";

/** Who is being filled in, the form filled last and its draft. */
let filling: { readonly person: number; readonly form: number; readonly draft: string } | null = null;

/** Opens the act, or takes the form that is open, and answers it. */
export async function fillNext(sight: Sight, specimen: Specimen): Promise<void> {
  const person = filling?.person ?? counted();
  await fill(sight, specimen, person);
}

/** The next form of the act that was filled before is filled too; leaving the act ends it. */
export async function fillOn(sight: Sight, specimen: Specimen): Promise<void> {
  if (!filling) return;
  const { screen, rest, query } = route.value;
  if (screen !== "act" || rest[0] !== specimen.act) {
    filling = null;
    return;
  }
  const draft = query["draft"];
  if (!draft || draft === filling.draft) return;
  const flow = (await loadDraft(draft)) as Flow | undefined;
  if (flow && filling && flow.form > filling.form) await fill(sight, specimen, filling.person);
}

async function fill(sight: Sight, specimen: Specimen, person: number): Promise<void> {
  const act = actNamed(sight.programme, specimen.act);
  if (!act) return;
  const { screen, rest, query } = route.value;
  const isOpen = screen === "act" && rest[0] === act.name;
  const draft = isOpen ? query["draft"] : undefined;
  const kept = draft ? ((await loadDraft(draft)) as Flow | undefined) : undefined;
  const flow = kept ?? opened(sight, world, act, [], null);
  const current = flow && formOf(sight.programme, flow);
  if (!flow || !current) return;
  const answers = specimen.people[person % specimen.people.length]?.[current.name] ?? {};
  const full = { ...filled(flow, current.form, answers), key: `act.${newRecord()}`, page: { kind: "check" } as const };
  filling = { person, form: flow.form, draft: full.key };
  storeDraft(full.key, full);
  if (draft) await dropDraft(draft);
  go(link("act", act.name, { draft: full.key }), isOpen);
}

function filled(flow: Flow, form: Form, answers: Readonly<Record<string, Value>>): Flow {
  const at = flow.members.length - 1;
  return Object.entries(answers).reduce((was, [name, value]) => {
    const read = form.fields[name]?.type === "mrz" ? readMrz(String(value).split("\n"), dayOf(now())) : null;
    const said = read ? Object.entries(answersFrom(form, read)) : [];
    const known = said.reduce((next, [field, text]) => answered(next, form, at, field, text, "mrz"), was);
    return answered(known, form, at, name, value);
  }, flow);
}

/** How many were begun on this phone: each time it is somebody else. */
function counted(): number {
  try {
    const count = Number(localStorage.getItem(COUNT) ?? 0);
    localStorage.setItem(COUNT, String(count + 1));
    return count;
  } catch {
    // Storage may be denied: then it is the first of them each time.
    return 0;
  }
}
