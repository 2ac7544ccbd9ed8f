// What was begun and not saved: offered again, also after a crash.

import { useEffect, useState } from "preact/hooks";
import { Button } from "../parts/button";
import { Confirm, Notice } from "../parts/notice";
import { draftKeys, dropDraft, loadDraft } from "../store/api";
import { go, link, route } from "../route";
import { say } from "../words";
import { ago } from "../words/time";
import { actNamed, formOf, type Flow } from "../form/flow";
import type { Sight } from "./look";
import { nameOf, numberOf, tell } from "./naming";

export interface DraftsProps {
  readonly sight: Sight;
  readonly now: number;
}

const PREFIX = "act.";

export function Drafts({ sight, now }: DraftsProps) {
  const [flows, found] = useState<readonly Flow[]>([]);
  const [asking, ask] = useState("");
  const read = async () => {
    const keys = (await draftKeys()).filter((key) => key.startsWith(PREFIX));
    const kept = await Promise.all(keys.map((key) => loadDraft(key)));
    found(kept.filter((one): one is Flow => isFlow(one)));
  };
  // At a desk the list stays while forms beside it are opened, saved and left.
  useEffect(() => void read(), [route.value]);
  const open = route.value.query["draft"];
  const usable = flows.filter(
    (flow) => flow.key !== open && actNamed(sight.programme, flow.act) && formOf(sight.programme, flow),
  );
  if (usable.length === 0) return null;
  const drop = async (flow: Flow) => {
    await dropDraft(flow.key);
    await read();
  };
  return (
    <section class="drafts" aria-label={say("draft.title")}>
      {usable.map((flow) => (
        <Notice key={flow.key} title={say("shown.pair", { name: say("draft.title"), value: whose(sight, flow) })}>
          <p>{say("draft.since", { act: tell(`act.${flow.act}`), time: ago(flow.started, now) })}</p>
          <div class="notice-acts">
            <Button onPress={() => go(link("act", flow.act, address(flow)))}>{say("draft.resume")}</Button>
            <Button kind="quiet" onPress={() => ask(flow.key)}>
              {say("act.discard")}
            </Button>
          </div>
          {asking === flow.key && (
            <Confirm
              question={say("form.discardAsk")}
              yes={say("act.discard")}
              onYes={() => void drop(flow)}
              onNo={() => ask("")}
            />
          )}
        </Notice>
      ))}
    </section>
  );
}

const address = (flow: Flow): Readonly<Record<string, string>> =>
  flow.on.length > 0 ? { on: flow.on.join(), draft: flow.key } : { draft: flow.key };

/** Whom a draft is about: the records it was opened on, else the names typed so far. */
function whose(sight: Sight, flow: Flow): string {
  const views = [...flow.on, ...Object.values(flow.made).flat()].flatMap((id) => sight.views.get(id) ?? []);
  // Who or what it is about says more than the papers made on the way.
  const cards = views.filter((view) => numberOf(sight, view) !== "");
  const named = (cards.length > 0 ? cards : views).map((view) => nameOf(sight, view).whole);
  const about = formOf(sight.programme, flow)?.form.about ?? "";
  const title = sight.programme.cards[about]?.title ?? [];
  const typed = flow.members.map((member) =>
    title
      .map((field) => member.values[field])
      .filter((text) => typeof text === "string")
      .join(" "),
  );
  return [...new Set(named.length > 0 ? named : typed)].filter(Boolean).join(", ") || tell(`act.${flow.act}`);
}

function isFlow(kept: unknown): kept is Flow {
  return typeof kept === "object" && kept !== null && "act" in kept && "members" in kept && "page" in kept;
}
