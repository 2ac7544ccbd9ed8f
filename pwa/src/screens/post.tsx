// My post: whom must I act on now?

import { useState } from "preact/hooks";
import type { Tab } from "../core/programme";
import { Button, PrimaryBar } from "../parts/button";
import { Empty, Notice } from "../parts/notice";
import { Group } from "../parts/row";
import { SearchField } from "../parts/search_field";
import { Tabs } from "../parts/tabs";
import { go, link } from "../route";
import { say } from "../words";
import { answersTo, grouped, onTab, partyOf, postActs, tabsOf, type Group as Due } from "./board";
import { Screen } from "./chrome";
import { conflictsIn, mayDecide } from "./contested";
import { dueOf, urgency } from "./due";
import { Drafts } from "./drafts";
import type { Sight } from "./look";
import { placeName, tell } from "./naming";
import { RecordRow } from "./record_row";

export interface PostProps {
  readonly sight: Sight;
  readonly now: number;
  readonly tab: string | undefined;
  /** The record whose page stands beside the list. */
  readonly current?: string | undefined;
}

export function Post({ sight, now, tab: asked, current }: PostProps) {
  const tabs = tabsOf(sight);
  const lists = tabs.map((tab) => ({ tab, views: onTab(sight, tab) }));
  const here = lists.find(({ tab }) => tab.name === asked) ?? lists.find(({ views }) => views.length > 0) ?? lists[0];
  const [text, type] = useState("");
  const acts = postActs(sight);
  const [first, ...others] = [...acts.filter((act) => act.main), ...acts.filter((act) => !act.main)];
  const found = here?.views.filter((view) => answersTo(sight, view, text)) ?? [];
  return (
    <Screen first title={placeName(sight, sight.session.place)} lead={sight.session.practice ? `${sight.session.who} · ${say("post.practice")}` : sight.session.who}>
      {tabs.length > 1 && (
        <Tabs
          tabs={lists.map(({ tab, views }) => ({
            name: tab.name,
            label: tell(`tab.${tab.name}`),
            count: views.length,
            overdue: views.filter((view) => isOver(sight, view, now)).length || undefined,
          }))}
          now={here?.tab.name ?? ""}
          onGo={(name) => go(link("tab", name), true)}
        />
      )}
      <Waiting sight={sight} />
      <SearchField id="post-search" label={say("post.searchHint")} value={text} onChange={type} />
      <Drafts sight={sight} now={now} />
      <List sight={sight} now={now} tab={here?.tab} groups={grouped(sight, found)} text={text} current={current} />
      {(first ?? others.length > 0) && (
        <div class="post-acts">
          {others.map((act) => (
            <Button key={act.name} wide onPress={() => go(link("act", act.name))}>
              {tell(`act.${act.name}`)}
            </Button>
          ))}
          {first && <PrimaryBar label={tell(`act.${first.name}`)} onPress={() => go(link("act", first.name))} />}
        </div>
      )}
    </Screen>
  );
}

/** What waits for me besides the lists: conflicts that I may decide. */
function Waiting({ sight }: { readonly sight: Sight }) {
  const mine = conflictsIn(sight).filter((one) => mayDecide(sight, one)).length;
  if (mine === 0) return null;
  return (
    <Notice
      tone="waiting"
      title={say("decide.count", { count: mine })}
      act={{ label: say("person.decide"), onPress: () => go(link("conflicts")) }}
    />
  );
}

const isOver = (sight: Sight, view: Parameters<typeof dueOf>[1], now: number) => urgency(dueOf(sight, view), now) === "overdue";

interface ListProps {
  readonly sight: Sight;
  readonly now: number;
  readonly tab: Tab | undefined;
  readonly groups: readonly Due[];
  readonly text: string;
  readonly current: string | undefined;
}

function List({ sight, now, tab, groups, text, current }: ListProps) {
  const [choosing, choose] = useState<{ readonly group: string; readonly ids: readonly string[] } | null>(null);
  const [together, keep] = useState(true);
  if (groups.length === 0 && text.trim()) {
    return <Empty title={say("post.noMatch", { text: text.trim() })}>{say("post.noMatchWhy")}</Empty>;
  }
  if (groups.length === 0) return <Empty title={say("post.empty")}>{tab ? say("post.emptyWhy") : ""}</Empty>;
  const flip = (group: Due, id: string) => {
    const inside = group.lines.map((line) => line.view);
    const view = inside.find((one) => one.id === id);
    const party = together && view ? partyOf(sight, [view]).filter((one) => inside.includes(one)) : [];
    const taken = [id, ...party.map((one) => one.id)];
    choose((was) => {
      const ids = was?.group === group.key ? was.ids : [];
      const rest = ids.filter((one) => !taken.includes(one));
      return { group: group.key, ids: ids.includes(id) ? rest : [...rest, ...taken] };
    });
  };
  const chosen = groups.find((group) => group.key === choosing?.group);
  return (
    <>
      {groups.map((group) => {
        const batch = group.act?.batch && group.lines.length > 1 ? group.act : null;
        const open = choosing?.group === group.key;
        return (
          <Group
            key={group.key}
            label={group.act ? tell(`act.${group.act.name}`) : say("post.waitingElsewhere", { state: stateWord(group) })}
            count={group.lines.length}
            tone={group.lines.some((line) => urgency(line.due, now) === "overdue") ? "overdue" : undefined}
            act={
              batch && (
                <Button kind="quiet" onPress={() => choose(open ? null : { group: group.key, ids: [] })}>
                  {say(open ? "act.cancel" : "act.select")}
                </Button>
              )
            }
          >
            {open && (
              <li class="row-choosing">
                <Button kind="quiet" icon={together ? "check" : undefined} onPress={() => keep(!together)}>
                  {say(together ? "post.partyTogether" : "post.partySplit")}
                </Button>
                <Button kind="quiet" onPress={() => choose({ group: group.key, ids: group.lines.map((line) => line.view.id) })}>
                  {say("act.selectAll")}
                </Button>
              </li>
            )}
            {group.lines.map((line) => (
              <RecordRow
                key={line.view.id}
                {...{ sight, now }}
                view={line.view}
                due={line.due}
                current={line.view.id === current}
                selected={open ? choosing.ids.includes(line.view.id) : undefined}
                onSelect={open ? () => flip(group, line.view.id) : undefined}
              />
            ))}
          </Group>
        );
      })}
      {chosen?.act && choosing && choosing.ids.length > 0 && (
        <PrimaryBar
          label={say("post.actFor", { act: tell(`act.${chosen.act.name}`), count: choosing.ids.length })}
          second={{ label: say("act.cancel"), onPress: () => choose(null) }}
          onPress={() => go(link("act", chosen.act?.name ?? "", { on: choosing.ids.join() }))}
        />
      )}
    </>
  );
}

function stateWord(group: Due): string {
  const kind = group.lines[0]?.view.kind ?? "";
  return group.state ? tell(`state.${kind}.${group.state}`) : tell(`kind.${kind}`);
}
