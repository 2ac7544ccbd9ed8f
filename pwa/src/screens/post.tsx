// My post: whom must I act on now?

import { Fragment } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Act, Tab } from "../core/programme";
import { Button, PrimaryBar } from "../parts/button";
import { Icon } from "../parts/icon";
import { StateMark } from "../parts/mark";
import { Empty } from "../parts/notice";
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
import { RowActs } from "./row_acts";

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
  const [choosing, choose] = useState<Choosing | null>(null);
  const acts = postActs(sight);
  const [first, ...others] = [...acts.filter((act) => act.main), ...acts.filter((act) => !act.main)];
  useEffect(() => {
    document.querySelector(".tab[aria-current]")?.scrollIntoView({ inline: "nearest", block: "nearest" });
  }, [here?.tab.name]);
  const found = here?.views.filter((view) => answersTo(sight, view, text)) ?? [];
  return (
    <Screen first title={placeName(sight, sight.session.place)} lead={sight.session.who}>
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
      <List
        {...{ sight, now, text, current, choosing, choose }}
        tab={here?.tab}
        groups={grouped(sight, found)}
      />
      {first && !choosing && <PostActs first={first} others={others} />}
    </Screen>
  );
}

/** What a post begins: one act under the thumb, one beside it, more of them above. */
function PostActs({ first, others }: { readonly first: Act; readonly others: readonly Act[] }) {
  const open = (act: Act) => go(link("act", act.name));
  // Without a main act nothing is pushed: everything is offered alike.
  const [beside, ...rest] = others;
  const above = first.main ? rest : [first, ...others];
  return (
    <div class="post-acts">
      {above.map((act) => (
        <Button key={act.name} wide onPress={() => open(act)}>
          {tell(`act.${act.name}`)}
        </Button>
      ))}
      {first.main && (
        <PrimaryBar
          label={tell(`act.${first.name}`)}
          second={beside && { label: tell(`act.${beside.name}`), onPress: () => open(beside) }}
          onPress={() => open(first)}
        />
      )}
    </div>
  );
}

/** What waits for me besides the lists: conflicts that I may decide. */
function Waiting({ sight }: { readonly sight: Sight }) {
  const mine = conflictsIn(sight).filter((one) => mayDecide(sight, one)).length;
  if (mine === 0) return null;
  return (
    <a class="to-decide" href={link("conflicts")}>
      <StateMark tone="conflict">{say("decide.count", { count: mine })}</StateMark>
      <Icon name="chevron" />
    </a>
  );
}

const isOver = (sight: Sight, view: Parameters<typeof dueOf>[1], now: number) => urgency(dueOf(sight, view), now) === "overdue";

/** Rows being chosen for an act they wait for. */
interface Choosing {
  readonly group: string;
  readonly ids: readonly string[];
}

interface ListProps {
  readonly choosing: Choosing | null;
  readonly choose: (choosing: Choosing | null) => void;
  readonly sight: Sight;
  readonly now: number;
  readonly tab: Tab | undefined;
  readonly groups: readonly Due[];
  readonly text: string;
  readonly current: string | undefined;
}

function List({ sight, now, tab, groups, text, current, choosing, choose }: ListProps) {
  const [together, keep] = useState(true);
  if (groups.length === 0 && text.trim()) {
    return <Empty title={say("post.noMatch", { text: text.trim() })}>{say("post.noMatchWhy")}</Empty>;
  }
  if (groups.length === 0) return <Empty title={say("post.empty")}>{tab ? say("post.emptyWhy") : ""}</Empty>;
  const flip = (group: Due, id: string) => {
    const inside = group.lines.map((line) => line.view);
    const view = inside.find((one) => one.id === id);
    const party = together && view ? partyOf(sight, [view]).filter((one) => inside.includes(one)) : [];
    const taken = [...new Set([id, ...party.map((one) => one.id)])];
    const ids = choosing?.group === group.key ? choosing.ids : [];
    const rest = ids.filter((one) => !taken.includes(one));
    choose({ group: group.key, ids: ids.includes(id) ? rest : [...rest, ...taken] });
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
            label={group.act ? tell(`act.${group.act.name}`) : stateWord(group)}
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
              <Fragment key={line.view.id}>
                <RecordRow
                  {...{ sight, now }}
                  view={line.view}
                  due={line.due}
                  current={line.view.id === current}
                  selected={open ? choosing.ids.includes(line.view.id) : undefined}
                  onSelect={open ? () => flip(group, line.view.id) : undefined}
                />
                {!open && <RowActs sight={sight} view={line.view} />}
              </Fragment>
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
