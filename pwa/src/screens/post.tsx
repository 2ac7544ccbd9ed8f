// My post: whom must I act on now?

import { useEffect, useState } from "preact/hooks";
import type { Act } from "../core/programme";
import { Button, PrimaryBar } from "../parts/button";
import { Icon } from "../parts/icon";
import { StateMark } from "../parts/mark";
import { SearchField } from "../parts/search_field";
import { Tabs } from "../parts/tabs";
import { go, link } from "../route";
import { say } from "../words";
import { answersTo, grouped, onTab, postActs, tabsOf } from "./board";
import { Screen } from "./chrome";
import { conflictsIn, mayDecide } from "./contested";
import { dueOf, urgency } from "./due";
import { Drafts } from "./drafts";
import type { Sight } from "./look";
import { mayWatch } from "./may_watch";
import { placeName, tell } from "./naming";
import { later } from "./later";
import { mayDispatch } from "./queues";
import { PostList, type Choosing } from "./post_list";

export interface PostProps {
  readonly sight: Sight;
  readonly now: number;
  readonly tab: string | undefined;
  /** The record whose page stands beside the list. */
  readonly current?: string | undefined;
}

const PlanLink = later(async () => (await import("./plan_link")).PlanLink);

/** More acts than these are folded. */
const ALIKE_MAX = 2;

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
      {mayWatch(sight) && (
        <a class="to-wall" href={link("wall")}>
          <span>{say("wall.open")}</span>
          <Icon name="chevron" />
        </a>
      )}
      <Boards sight={sight} />
      <Waiting sight={sight} />
      <Alike sight={sight} />
      <SearchField id="post-search" label={say("post.searchHint")} value={text} onChange={type} />
      <Drafts sight={sight} now={now} />
      <PostList {...{ sight, now, text, current, choosing, choose }} tab={here?.tab} groups={grouped(sight, found)} />
      <a class="to-notices" href={link("notices")}>
        <span>{say("asked.link")}</span>
        <Icon name="chevron" />
      </a>
      {first && !choosing && <PostActs first={first} others={others} />}
    </Screen>
  );
}

/** What a post begins: one act under the thumb, one beside it; the rarer ones are folded away, or the list has no room. */
function PostActs({ first, others }: { readonly first: Act; readonly others: readonly Act[] }) {
  const [isOpen, unfold] = useState(false);
  const open = (act: Act) => go(link("act", act.name));
  // Without a main act nothing is pushed: everything is offered alike.
  const beside = first.main ? others[0] : undefined;
  const rest = first.main ? others.slice(1) : [first, ...others];
  const isFolded = rest.length > ALIKE_MAX;
  // Below a main act all of them fold; where nothing is pushed the first stay in sight.
  const kept = isFolded && !isOpen ? rest.slice(0, first.main ? 0 : ALIKE_MAX) : rest;
  return (
    <div class="post-acts">
      {kept.map((act) => (
        <Button key={act.name} wide onPress={() => open(act)}>
          {tell(`act.${act.name}`)}
        </Button>
      ))}
      {isFolded && (
        <Button kind="quiet" wide isOpen={isOpen} onPress={() => unfold(!isOpen)}>
          {say(isOpen ? "act.less" : "act.more")}
        </Button>
      )}
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

/** The boards this post works from. */
function Boards({ sight }: { readonly sight: Sight }) {
  return (
    <>
      {mayDispatch(sight) && (
        <a class="to-wall" href={link("dispatch")}>
          <span>{tell("dispatch")}</span>
          <Icon name="chevron" />
        </a>
      )}
      {sight.programme.plan && <PlanLink sight={sight} />}
    </>
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

/** For those who may say that two records are one person: where they look. */
function Alike({ sight: { programme, session } }: { readonly sight: Sight }) {
  const alias = Object.values(programme.journeys).find((rules) =>
    programme.forms[rules.alias?.merge ?? ""]?.by.some((role) => session.roles.includes(role)),
  )?.alias;
  if (!alias) return null;
  return (
    <a class="to-notices" href={link("duplicates")}>
      <span>{tell(`timer.${alias.tell}`)}</span>
      <Icon name="chevron" />
    </a>
  );
}

const isOver = (sight: Sight, view: Parameters<typeof dueOf>[1], now: number) =>
  urgency(dueOf(sight, view), now) === "overdue";
