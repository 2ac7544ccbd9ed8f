// The flow as a screen holds it: loaded from its draft, kept with every change, saved form by form.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Act } from "../core/programme";
import type { Value } from "../core/wire";
import { loadDraft, ProblemOnPhone, storeDraft, now, type View } from "../store/api";
import { go, link } from "../route";
import { unsavedWords } from "../words/unsaved";
import { actsOn } from "../screens/board";
import { ids, type Sight } from "../screens/look";
import { sight as latestSight } from "../screens/sight";
import { actNamed, answered, formOf, type Flow } from "./flow";
import { entered, opened } from "./opening";
import { filledBy, finished, store, touched, world } from "./saving";
import { readerOf } from "./reader";
import { stopsOf, type Stop } from "./stops";

export interface FlowState {
  /** undefined while the draft is being read; null when the act cannot be done. */
  readonly flow: Flow | null | undefined;
  readonly stops: readonly Stop[];
  /** The form that was saved just now, "" when none was. */
  readonly saved: string;
  /** Why the phone could not save. */
  readonly trouble: string;
  readonly saving: boolean;
  readonly change: (change: (flow: Flow) => Flow) => void;
  /** Checks and stores the form on the screen. `anyway`: why what was stopped has happened all the same. */
  readonly finish: (sight: Sight, anyway?: string) => Promise<void>;
  /** Takes records out of what is being done; absent where the form is about them alone. */
  readonly without: ((views: readonly View[]) => void) | undefined;
}

export function useFlow(
  sight: Sight,
  act: Act,
  on: readonly string[],
  draft: string | undefined,
  said?: string,
): FlowState {
  const [flow, setFlow] = useState<Flow | null | undefined>(undefined);
  const [rest, setRest] = useState({ stops: [] as readonly Stop[], saved: "", trouble: "", saving: false });
  const latest = useRef<Flow | null | undefined>(undefined);
  const busy = useRef(false);
  const put = (next: Flow | null) => {
    latest.current = next;
    setFlow(next);
  };
  useEffect(() => {
    // The address takes the draft's key once there is one: that is not another flow.
    if (latest.current && latest.current.key === draft) return;
    setRest((was) => ({ ...was, stops: [], saved: "", trouble: "" }));
    void begin(sight, act, on, draft).then((begun) => put(begun && withSaid(sight, begun, said)));
  }, [act.name, on.join(), draft]);

  const change = (by: (flow: Flow) => Flow) => {
    const was = latest.current;
    if (!was) return;
    const next = by(was);
    put(next);
    setRest((state) => (state.stops.length > 0 || state.trouble ? { ...state, stops: [], trouble: "" } : state));
    keep(next);
  };

  const finish = async (at: Sight, anyway = "") => {
    const was = latest.current;
    const current = was && formOf(at.programme, was);
    // A second tap before the first is drawn must not save twice.
    if (!was || !current || busy.current) return;
    busy.current = true;
    setRest((state) => ({ ...state, saving: true, trouble: "" }));
    const { name, form } = current;
    try {
      const { members, keepCount } = await finished(at, was, form);
      const stops = anyway ? [] : stopsOf(at, name, filledBy(members), now());
      if (stops.length > 0) return setRest((state) => ({ ...state, saving: false, stops }));
      const records = await store(name, form, was, members, [was.reason, anyway].filter(Boolean).join(" "));
      keepCount();
      const made = { ...was.made, [name]: records };
      const about = [...was.on, ...Object.values(made).flat(), ...touched(form, members)];
      const next = entered(
        latestSight.value ?? at,
        world,
        { ...was, key: `act.${world.id()}`, made, saved: now() },
        was.form + 1,
      );
      if (!next) return go(link("done", was.act, { on: [...new Set(about)].join() }), true);
      put(next);
      keep(next);
      setRest({ stops: [], saved: name, trouble: "", saving: false });
    } catch (cause) {
      // Of several records some may be saved: the draft holds those that are not.
      put(await left(was));
      setRest((state) => ({ ...state, saving: false, trouble: unsavedWords(cause) }));
      if (!(cause instanceof ProblemOnPhone)) throw cause;
    } finally {
      busy.current = false;
    }
  };
  return { flow, ...rest, change, finish, without: withoutOf(sight, flow, change) };
}

/** What is still to be saved of a flow; where its draft cannot be read, all of it. */
async function left(flow: Flow): Promise<Flow> {
  try {
    return ((await loadDraft(flow.key)) as Flow | undefined) ?? flow;
  } catch {
    return flow;
  }
}

async function begin(sight: Sight, act: Act, on: readonly string[], draft: string | undefined): Promise<Flow | null> {
  const kept = draft ? ((await loadDraft(draft)) as Flow | undefined) : undefined;
  if (kept && actNamed(sight.programme, kept.act) && formOf(sight.programme, kept)) return kept;
  const able = on.filter((id) => isOpen(sight, act, id));
  if (act.on && able.length === 0) return null;
  return opened(sight, world, act, able, readerOf(sight, able));
}

/** What the way here has answered already, such as which bus is called: a draft's own answers stand. */
function withSaid(sight: Sight, flow: Flow, said: string | undefined): Flow {
  const current = formOf(sight.programme, flow);
  if (!said || !current || flow.saved > 0) return flow;
  const answers = Object.entries(JSON.parse(said) as Readonly<Record<string, Value>>);
  return answers.reduce(
    (next, [field, value]) => (field in current.form.fields ? answered(next, current.form, 0, field, value) : next),
    flow,
  );
}

function isOpen(sight: Sight, act: Act, id: string): boolean {
  const view = sight.views.get(id);
  return view !== undefined && actsOn(sight, view).some((one) => one.name === act.name);
}

/** Kept under its key, and in the address, so that a reload comes back here. */
function keep(flow: Flow): void {
  storeDraft(flow.key, flow);
  const to = link("act", flow.act, { ...(flow.on.length > 0 ? { on: flow.on.join() } : {}), draft: flow.key });
  go(to, true);
}

/** How to leave records out: wherever a question names several of them. */
function withoutOf(sight: Sight, flow: Flow | null | undefined, change: (by: (flow: Flow) => Flow) => void) {
  const current = flow && formOf(sight.programme, flow);
  const name = Object.keys(current?.form.fields ?? {}).find((field) => current?.form.fields[field]?.type === "refs");
  if (!flow || !current || !name) return undefined;
  return (views: readonly View[]) => {
    const out = views.map((view) => view.id);
    change((was) =>
      was.members.reduce(
        (next, member, at) =>
          answered(
            next,
            current.form,
            at,
            name,
            ids(member.values[name]).filter((id) => !out.includes(id)),
          ),
        was,
      ),
    );
  };
}
