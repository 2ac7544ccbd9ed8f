// A record's page: who or what it is, who answers for it, what may be done, what is known.

import type { View } from "../store/api";
import { Button, PrimaryBar } from "../parts/button";
import { Card } from "../parts/card";
import { Chain } from "../parts/chain";
import { Icon } from "../parts/icon";
import { Mark, StateMark } from "../parts/mark";
import { Empty, Notice } from "../parts/notice";
import { back, go, link } from "../route";
import { say } from "../words";
import { mayFill } from "./alike";
import { actsOn, partyOf } from "./board";
import { Screen } from "./chrome";
import { useHeading } from "./later";
import { linksOf, marksOf } from "./custody_links";
import { dueOf } from "./due";
import { naming, named, type Sight } from "./look";
import { nameOf, numberOf, stateName, tell } from "./naming";
import { FieldsOf } from "./record_fields";
import { RecordRow, statesOf } from "./record_row";
import { Troubled } from "./troubled";

export interface RecordProps {
  readonly sight: Sight;
  readonly now: number;
  readonly id: string;
}

export function RecordScreen({ sight, now, id }: RecordProps) {
  useHeading(id);
  const view = sight.views.get(id);
  if (!view) {
    return (
      <Screen title={say("record.gone")}>
        <Empty title={say("record.gone")} act={{ label: say("act.back"), onPress: back }}>
          {say("record.goneWhy")}
        </Empty>
      </Screen>
    );
  }
  const name = nameOf(sight, view);
  const acts = actsOn(sight, view);
  const main = acts.find((act) => act.main);
  const links = linksOf(sight, view);
  const marks = marksOf(sight, view);
  return (
    <Screen title={tell(`kind.${view.kind}`)} small>
      <Card name={name.first} latin={name.beside || undefined} number={numberOf(sight, view) || undefined}>
        {marks.map((mark) => (
          <Mark key={mark.word} {...mark} large />
        ))}
        {!marks.some((mark) => mark.word === stateName(view)) && stateName(view) && <b>{stateName(view)}</b>}
        {statesOf(view).map((state) => (
          <StateMark key={state.word} tone={state.tone}>
            {state.word}
          </StateMark>
        ))}
      </Card>
      {hasRoll(sight, view) && (
        <a class="to-wall" href={link("roll", id)}>
          <span>{say("roll.title")}</span>
          <Icon name="chevron" />
        </a>
      )}
      <Conflicts sight={sight} view={view} />
      <Troubled sight={sight} view={view} now={now} />
      <OneOf sight={sight} view={view} now={now} />
      {links.length > 0 && (
        <section aria-label={say("chain.title")}>
          <Chain links={links} now={now} />
          <Button kind="quiet" onPress={() => go(link("chart", view.kind, { of: id }))}>
            {say("chart.title")}
          </Button>
        </section>
      )}
      <Acts view={view} acts={acts.filter((act) => act !== main)} />
      <Related
        title={say("person.party")}
        sight={sight}
        now={now}
        views={partyOf(sight, [view]).filter((one) => one.id !== id)}
      />
      <Related title={say("record.people")} sight={sight} now={now} views={peopleIn(sight, view)} />
      <FieldsOf sight={sight} view={view} now={now} />
      <Related title={say("record.related")} sight={sight} now={now} views={naming(sight, id)} />
      {main && <PrimaryBar label={tell(`act.${main.name}`)} onPress={() => go(link("act", main.name, { on: id }))} />}
    </Screen>
  );
}

function Conflicts({ sight, view }: { readonly sight: Sight; readonly view: View }) {
  return (
    <>
      {view.conflicts.map((field) => (
        <Notice
          key={field}
          tone="waiting"
          title={say("shown.pair", {
            name: say("state.conflict"),
            value: tell(sight.programme.kinds[view.kind]?.[field]?.label ?? field),
          })}
          act={{ label: say("person.decide"), onPress: () => go(link("decide", view.id, field)) }}
        >
          {say("person.decideWhy")}
        </Notice>
      ))}
    </>
  );
}

/** A person with several records: which one goes on, and the histories of the others. */
function OneOf({ sight, view, now }: Omit<RecordProps, "id"> & { readonly view: View }) {
  const [first, ...others] = view.oneOf.flatMap((id) => sight.views.get(id) ?? []);
  if (!first || others.length === 0) return null;
  const other = view.id === first.id ? others[0] : first;
  const look = other && mayFill(sight, sight.programme.journeys[view.kind]?.alias?.part ?? "");
  return (
    <>
      <Notice
        title={say("alike.isOne")}
        act={look ? { label: say("alike.compare"), onPress: () => go(link("same", view.id, other.id)) } : undefined}
      >
        {say("alike.outcomeWhy")}
      </Notice>
      <Related
        title={say("alike.linked")}
        sight={sight}
        now={now}
        views={[first, ...others].filter((one) => one.id !== view.id)}
      />
    </>
  );
}

function Acts({ view, acts }: { readonly view: View; readonly acts: ReturnType<typeof actsOn> }) {
  if (acts.length === 0) return null;
  return (
    <section class="acts" aria-label={say("person.acts")}>
      {acts.map((act) => (
        <Button key={act.name} wide onPress={() => go(link("act", act.name, { on: view.id }))}>
          {tell(`act.${act.name}`)}
        </Button>
      ))}
    </section>
  );
}

interface RelatedProps {
  readonly title: string;
  readonly sight: Sight;
  readonly now: number;
  readonly views: readonly View[];
}

function Related({ title, sight, now, views }: RelatedProps) {
  if (views.length === 0) return null;
  return (
    <section class="group">
      <header class="group-head">
        <h2>
          <span>{title}</span>
          <span class="group-count">{views.length}</span>
        </h2>
      </header>
      <ul class="rows">
        {views.map((view) => (
          <RecordRow key={view.id} {...{ sight, view, now }} due={dueOf(sight, view)} />
        ))}
      </ul>
    </section>
  );
}

const hasRoll = ({ programme, session }: Sight, view: View): boolean =>
  programme.rolls.some((roll) => roll.of === view.kind && roll.by.some((role) => session.roles.includes(role)));

/** The records its card names as people, and those it holds: who is aboard. */
function peopleIn(sight: Sight, view: View): readonly View[] {
  const field = sight.programme.cards[view.kind]?.people;
  const listed = field ? named(sight, view.values[field] ?? null) : [];
  const held = [...sight.views.values()].filter((one) => one.journey?.holder === `${view.kind}:${view.id}`);
  return [...new Set([...listed, ...held])];
}
