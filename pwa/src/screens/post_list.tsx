// A list of my post: rows under the act they wait for, and choosing several of them for it.

import { Fragment } from "preact";
import { useState } from "preact/hooks";
import type { Tab } from "../core/programme";
import { Button, PrimaryBar } from "../parts/button";
import { Empty } from "../parts/notice";
import { useGrowing } from "../parts/growing";
import { Group as RowGroup } from "../parts/row";
import { go, link } from "../route";
import { say } from "../words";
import { partyOf, type Group } from "./board";
import { urgency } from "./due";
import type { Sight } from "./look";
import { tell } from "./naming";
import { RecordRow } from "./record_row";
import { RowActs } from "./row_acts";

/** Rows being chosen for an act they wait for. */
export interface Choosing {
  readonly group: string;
  readonly ids: readonly string[];
}

export interface PostListProps {
  readonly choosing: Choosing | null;
  readonly choose: (choosing: Choosing | null) => void;
  readonly sight: Sight;
  readonly now: number;
  readonly tab: Tab | undefined;
  readonly groups: readonly Group[];
  readonly text: string;
  readonly current: string | undefined;
}

export function PostList({ sight, now, tab, groups, text, current, choosing, choose }: PostListProps) {
  const [together, keep] = useState(true);
  const { drawn, end } = useGrowing(groups.reduce((count, group) => count + group.lines.length, 0));
  if (groups.length === 0 && text.trim()) {
    return <Empty title={say("post.noMatch", { text: text.trim() })}>{say("post.noMatchWhy")}</Empty>;
  }
  if (groups.length === 0) return <Empty title={say("post.empty")}>{tab ? say("post.emptyWhy") : ""}</Empty>;
  const flip = (group: Group, id: string) => {
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
      {groups.map((group, at) => {
        const before = groups.slice(0, at).reduce((count, { lines }) => count + lines.length, 0);
        if (before >= drawn) return null;
        const batch = group.act?.batch && group.lines.length > 1 ? group.act : null;
        const open = choosing?.group === group.key;
        return (
          <RowGroup
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
                <Button
                  kind="quiet"
                  onPress={() => choose({ group: group.key, ids: group.lines.map((line) => line.view.id) })}
                >
                  {say("act.selectAll")}
                </Button>
              </li>
            )}
            {group.lines.slice(0, drawn - before).map((line) => (
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
          </RowGroup>
        );
      })}
      {end}
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

function stateWord(group: Group): string {
  const kind = group.lines[0]?.view.kind ?? "";
  return group.state ? tell(`state.${kind}.${group.state}`) : tell(`kind.${kind}`);
}
