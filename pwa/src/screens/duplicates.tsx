// One person under two records: side by side, linked by a person, and parted again.

import { useState } from "preact/hooks";
import { Button, PrimaryBar } from "../parts/button";
import { Facts } from "../parts/card";
import { StateMark } from "../parts/mark";
import { Empty, Notice } from "../parts/notice";
import { TextField } from "../parts/text_field";
import { Timer } from "../parts/timer";
import type { AliasRules } from "../core/alias_rules";
import { ProblemOnPhone, save, type View } from "../store/api";
import { back, go, link } from "../route";
import { say } from "../words";
import { moment } from "../words/time";
import { type Alike, alikeIn, aliasesOf, begun, contestedBy, linkedIn, linkedWith, together } from "./alike";
import { Screen } from "./chrome";
import { dueOf } from "./due";
import { useHeading } from "./later";
import { ids, type Sight } from "./look";
import { holderName, nameOf, numberOf, shown, stateName, tell } from "./naming";
import { RecordRow } from "./record_row";

export interface DuplicatesProps {
  readonly sight: Sight;
  readonly now: number;
}

/** Whom to look at, and what was linked. */
export function Duplicates({ sight, now }: DuplicatesProps) {
  const pairs = alikeIn(sight);
  const linked = linkedIn(sight);
  return (
    <Screen title={say("alike.title")} lead={say("alike.why")}>
      {pairs.length === 0 && <Empty title={say("alike.empty")}>{say("alike.emptyWhy")}</Empty>}
      {pairs.map((pair) => (
        <section class="group" key={`${pair.one.id}.${pair.other.id}`}>
          <header class="group-head">
            <h2>{nameOf(sight, pair.one).whole}</h2>
            <Timer due={pair.due} now={now} />
            <Button onPress={() => go(link("same", pair.one.id, pair.other.id))}>{say("alike.compare")}</Button>
          </header>
          <Rows sight={sight} now={now} views={[pair.one, pair.other]} />
        </section>
      ))}
      {linked.length > 0 && <h2>{say("alike.linked")}</h2>}
      {linked.map((views) => (
        <section class="group" key={views[0]?.id}>
          <header class="group-head">
            <h3>{views[0] ? nameOf(sight, views[0]).whole : ""}</h3>
            <Button onPress={() => go(link("same", views[0]?.id ?? "", views[1]?.id ?? ""))}>
              {say("alike.compare")}
            </Button>
          </header>
          <Rows sight={sight} now={now} views={views} />
        </section>
      ))}
    </Screen>
  );
}

function Rows({ sight, now, views }: DuplicatesProps & { readonly views: readonly View[] }) {
  return (
    <ul class="rows">
      {views.map((view) => (
        <RecordRow key={view.id} {...{ sight, view, now }} due={dueOf(sight, view)} />
      ))}
    </ul>
  );
}

export interface SameProps extends DuplicatesProps {
  readonly one: string;
  readonly other: string;
}

/** Two records side by side, and the person who says what they are. */
export function Same({ sight, now, one: a, other: b }: SameProps) {
  useHeading(`${a}.${b}`);
  const [note, type] = useState("");
  const [trouble, tellTrouble] = useState("");
  const [one, other] = [sight.views.get(a), sight.views.get(b)];
  const rules = one && aliasesOf(sight).find(([kind]) => kind === one.kind)?.[2];
  if (!one || !other || !rules) {
    return (
      <Screen title={say("alike.title")}>
        <Empty title={say("record.gone")} act={{ label: say("act.back"), onPress: back }} />
      </Screen>
    );
  }
  const isLinked = linkedWith(sight, one).some((view) => view.id === other.id);
  const keep = async (saves: readonly (readonly [form: string, view: View, values: Values])[]) => {
    try {
      for (const [form, view, values] of saves) await save(form, [filled(sight, form, view, values, note)]);
      go(link("duplicates"), true);
    } catch (cause) {
      if (!(cause instanceof ProblemOnPhone)) throw cause;
      tellTrouble(say("form.cannotSave"));
    }
  };
  const merge = () => keep([[rules.merge, one, { [rules.field]: [...ids(one.values[rules.field]), other.id] }]]);
  const part = () => keep(partings(rules, linkedWith(sight, one), one, other));
  const differ = () => keep([[rules.differ, one, { [rules.differs]: [...ids(one.values[rules.differs]), other.id] }]]);
  const isSaid = note.trim().length > 0;
  const ask = () => document.getElementById("alike-note")?.focus();
  return (
    <Screen title={say("alike.title")} lead={nameOf(sight, one).whole}>
      <div class="sides">
        {[one, other].map((view) => (
          <Side key={view.id} sight={sight} now={now} view={view} rules={rules} />
        ))}
      </div>
      {isLinked ? (
        <Notice tone="settled" title={say("alike.isOne")}>
          {say("alike.isOneWhy")}
        </Notice>
      ) : (
        <Outcome sight={sight} now={now} one={one} other={other} />
      )}
      <TextField id="alike-note" label={say("alike.note")} needed lines={2} value={note} onChange={type} />
      {trouble && <Notice tone="waiting" title={trouble} />}
      <PrimaryBar
        label={say(isLinked ? "alike.part" : "alike.merge")}
        second={isLinked ? undefined : { label: say("alike.differ"), onPress: () => void (isSaid ? differ() : ask()) }}
        disabled={!isSaid}
        onPress={() => void (isLinked ? part() : merge())}
      />
    </Screen>
  );
}

type Values = Readonly<Record<string, readonly string[]>>;

/** Every link that holds these two together is taken back, whichever record bears it. */
function partings(rules: AliasRules, views: readonly View[], one: View, other: View): [string, View, Values][] {
  const apart = new Set([one.id, other.id]);
  return views.flatMap((view): [string, View, Values][] => {
    const named = ids(view.values[rules.field]);
    const kept = named.filter((id) => !(apart.has(id) || (apart.has(view.id) && id !== view.id)));
    return kept.length < named.length ? [[rules.part, view, { [rules.field]: kept }]] : [];
  });
}

/** The note goes into the first text the form asks for. */
function filled(sight: Sight, form: string, view: View, values: Values, note: string) {
  const asked = Object.entries(sight.programme.forms[form]?.fields ?? {}).find(([, field]) => field.type === "text");
  return { record: view.id, values: { ...values, ...(asked ? { [asked[0]]: note.trim() } : {}) }, sources: {} };
}

interface SideProps extends DuplicatesProps {
  readonly view: View;
  readonly rules: AliasRules;
}

function Side({ sight, now, view, rules }: SideProps) {
  const fields = sight.programme.kinds[view.kind] ?? {};
  const asked = [...new Set(rules.suspects.flat())];
  const details = (sight.programme.cards[view.kind]?.details ?? []).filter((name) => !asked.includes(name));
  const first = view.events[0];
  const text = (name: string) => shown(sight, fields[name], view.values[name]);
  return (
    <article class="side" aria-label={numberOf(sight, view) || nameOf(sight, view).whole}>
      <span class="side-value">
        <b dir="auto">{numberOf(sight, view) || nameOf(sight, view).first}</b>
      </span>
      <StateMark tone="waiting">{stateName(view)}</StateMark>
      <span>{holderName(sight, view.journey?.holder ?? null) || "—"}</span>
      {first && (
        <span class="quiet">{say("person.entered", { who: first.who || "—", time: moment(begun(view)[0], now) })}</span>
      )}
      <Facts
        facts={[...asked, ...details].map((name) => ({ label: tell(fields[name]?.label ?? name), value: text(name) }))}
      />
      <ol class="quiet">
        {view.events.map((event) => (
          <li key={`${event.stamp.join(".")}.${event.name}`}>
            {tell(`event.${view.kind}.${event.name}`)} · {moment(event.stamp[0], now)}
          </li>
        ))}
      </ol>
      <Button kind="quiet" onPress={() => go(link("record", view.id))}>
        {say("attention.openRecord")}
      </Button>
    </article>
  );
}

/** What linking would do, before it is done. */
function Outcome({ sight, now, one, other }: DuplicatesProps & Pick<Alike, "one" | "other">) {
  const rules = sight.programme.journeys[one.kind];
  if (!rules) return null;
  const stands = together(rules, one, other, now);
  const fields = sight.programme.kinds[one.kind] ?? {};
  const [state, holder] = [tell(`state.${one.kind}.${stands.state}`), holderName(sight, stands.holder) || "—"];
  return (
    <Notice title={say("alike.outcome", { number: numberOf(sight, one) || nameOf(sight, one).first, state, holder })}>
      <p>{say("alike.outcomeWhy")}</p>
      {contestedBy(fields, one, other).map(({ name, value }) => (
        <p key={name}>
          {say("alike.contested", {
            name: tell(fields[name]?.label ?? name),
            value: shown(sight, fields[name], value),
          })}
        </p>
      ))}
    </Notice>
  );
}
