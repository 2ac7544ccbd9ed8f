// What offices were asked: mine to answer, the time left biggest; what we asked of others; who can be reached at all.

import { useEffect, useState } from "preact/hooks";
import { Button } from "../parts/button";
import { Icon } from "../parts/icon";
import { StateMark } from "../parts/mark";
import { Empty, Notice } from "../parts/notice";
import { Timer } from "../parts/timer";
import { go, link } from "../route";
import { type Asked, type Office, ProblemOfServer, sayOf } from "../store/api";
import { say } from "../words";
import { problemWords } from "../words/problems";
import { moment } from "../words/time";
import { actsOn } from "./board";
import { Screen } from "./chrome";
import type { Sight } from "./look";
import { headcount, placeName, stateName, tell } from "./naming";
import { askNotices, useNotices } from "./news";
import { Ladders } from "./notice_ladders";
import { Offices, OnDutyThere } from "./notice_offices";
import { howFar, mustBeRung, Story } from "./notice_story";
import { asksOnePlace, OneTap } from "./one_tap";
import "./notices.css";

export interface NoticesProps {
  readonly sight: Sight;
  readonly now: number;
}

export function Notices({ sight, now }: NoticesProps) {
  const { board, problem } = useNotices();
  const [tried, onTry] = useState("");
  return (
    <Screen title={say("asked.title")} lead={placeName(sight, sight.session.place)}>
      {problem && board && (
        <Notice tone="waiting" title={say("asked.offline", { time: moment(board.as_of, now) })}>
          <p>{problem === "offline" ? say("asked.offlineWhy") : problemWords(problem).what}</p>
        </Notice>
      )}
      {problem && !board && <Empty title={problem === "offline" ? say("asked.never") : problemWords(problem).what} />}
      {board && <Lists sight={sight} now={now} asked={board.asked} offices={board.offices} />}
      {board && <Ladders now={now} ladders={board.ladders} tried={tried} onTry={onTry} />}
      {board && <Offices key={tried} sight={sight} now={now} offices={board.offices} ladder={tried} />}
    </Screen>
  );
}

interface ListsProps extends NoticesProps {
  readonly asked: readonly Asked[];
  readonly offices: readonly Office[];
}

function Lists({ sight, now, asked, offices }: ListsProps) {
  const open = asked.filter((one) => one.ended === undefined).sort(byTimeLeft);
  const mine = open.filter((one) => one.mine);
  const others = open.filter((one) => !one.mine);
  const over = asked.filter((one) => one.ended !== undefined);
  useArrived(mine);
  const shown = (one: Asked) => (
    <Request
      key={one.id}
      sight={sight}
      now={now}
      asked={one}
      office={offices.find(({ place }) => place === one.office)}
    />
  );
  return (
    <>
      <Part title={say("asked.mine")} count={mine.length}>
        {mine.length === 0 && <p class="quiet">{say("asked.mineNone")}</p>}
        {mine.map(shown)}
      </Part>
      {others.length > 0 && (
        <Part title={say("asked.others")} count={others.length}>
          {others.map(shown)}
        </Part>
      )}
      {over.length > 0 && (
        <Part title={say("asked.over")} count={over.length}>
          {over.map(shown)}
        </Part>
      )}
    </>
  );
}

/** What stands here is on a screen of the office: that is a receipt, whatever became of the push. */
export function useArrived(mine: readonly Asked[]) {
  const fresh = mine.filter((one) => one.delivered_at === undefined).map((one) => one.id);
  useEffect(() => {
    for (const id of fresh) void tellHouse(id, "delivered");
  }, [fresh.join()]);
}

async function tellHouse(id: string, what: "delivered" | "heard"): Promise<void> {
  try {
    await sayOf(id, what);
  } catch (cause) {
    // Offline: the list says so, and asks again by itself.
    if (!(cause instanceof ProblemOfServer)) throw cause;
  }
  askNotices();
}

interface RequestProps extends NoticesProps {
  readonly asked: Asked;
  readonly office: Office | undefined;
}

/** One request: how long there is, how many, who has it, and what can be done about it. */
function Request({ sight, now, asked, office }: RequestProps) {
  const view = sight.views.get(asked.record);
  const acts = view ? actsOn(sight, view) : [];
  const state = howFar(sight, asked);
  const isOpen = asked.ended === undefined;
  return (
    <article class="request" data-open={isOpen || undefined}>
      {isOpen && asked.answer_by !== undefined && <Timer due={asked.answer_by} now={now} large />}
      <a class="request-what" href={link("record", asked.record)}>
        <b>{headcount(asked.size)}</b>
        <span>{asked.mine && view ? stateName(view) : placeName(sight, asked.office)}</span>
        <Icon name="chevron" />
      </a>
      <StateMark tone={state.tone}>{state.word}</StateMark>
      {isOpen && !asked.mine && mustBeRung(asked) && office && <OnDutyThere now={now} office={office} />}
      {isOpen && asked.mine && (
        <div class="request-acts">
          {asked.heard_by === undefined && (
            <Button icon="hand" onPress={() => void tellHouse(asked.id, "heard")}>
              {say("asked.haveIt")}
            </Button>
          )}
        </div>
      )}
      {isOpen && acts.length > 0 && (
        <div class="request-acts">
          {acts.map((act) =>
            asksOnePlace(sight, act, asked.record) ? (
              <OneTap key={act.name} sight={sight} act={act} record={asked.record} but={asked.office} />
            ) : (
              <Button key={act.name} onPress={() => go(link("act", act.name, { on: asked.record }))}>
                {tell(`act.${act.name}`)}
              </Button>
            ),
          )}
        </div>
      )}
      <Story sight={sight} now={now} asked={asked} />
    </article>
  );
}

interface PartProps {
  readonly title: string;
  readonly count: number;
  readonly children: preact.ComponentChildren;
}

function Part({ title, count, children }: PartProps) {
  return (
    <section class="requests">
      <h2>
        {title} <span class="requests-count">{count}</span>
      </h2>
      {children}
    </section>
  );
}

const byTimeLeft = (one: Asked, other: Asked) =>
  (one.answer_by ?? Number.MAX_SAFE_INTEGER) - (other.answer_by ?? Number.MAX_SAFE_INTEGER);
