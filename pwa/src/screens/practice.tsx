// The striped band of practice: its clock, the specimen, the switch of the network, and hours that pass.

import { useEffect, useState } from "preact/hooks";
import { Notice } from "../parts/notice";
import { go, link, route } from "../route";
import { sync, syncNow } from "../store/api";
import { isLost, loseNetwork } from "../link/network";
import { askPractice, passHours, postAddress, practice, type Practice } from "../store/practice";
import { say } from "../words";
import { clock } from "../words/time";
import { postActs } from "./board";
import type { Sight } from "./look";
import { placeName } from "./naming";
import { fillNext, fillOn } from "./specimen";
import "./practice.css";

const HOURS = 6;
const MOVING_MS = 1_000;
const RESTING_MS = 15_000;
/** The clock was moved: this phone must hear of it. */
const BEHIND_MS = 60_000;

export interface PracticeBandProps {
  readonly sight: Sight;
  readonly now: number;
}

export function PracticeBand({ sight, now }: PracticeBandProps) {
  const heard = usePractice();
  const lost = isLost.value;
  const specimen = heard?.specimen ?? null;
  const mayFill = specimen && postActs(sight).some((act) => act.name === specimen.act);
  const at = route.value;
  useEffect(() => {
    if (specimen) void fillOn(sight, specimen);
  }, [at]);
  const behind = heard !== null && !lost && Math.abs(heard.now - now) > BEHIND_MS;
  useEffect(() => {
    if (behind) void syncNow();
  }, [heard]);
  return (
    <>
      <section class="band" data-lost={lost || undefined} aria-label={say("practice.title")}>
        <p class="band-word" role="status">
          <b>{say(lost ? "practice.lost" : "practice.word")}</b>
          <time>{clock(now)}</time>
        </p>
        {mayFill && (
          <button type="button" class="band-key" onClick={() => void fillNext(sight, specimen)}>
            {say("practice.specimen")}
          </button>
        )}
        <button type="button" class="band-key" onClick={() => loseNetwork(!lost)}>
          {say(lost ? "practice.back" : "practice.lose")}
        </button>
        {heard && <Hours heard={heard} lost={lost} />}
      </section>
      {heard?.question && !lost && <Question sight={sight} question={heard.question} />}
    </>
  );
}

function Hours({ heard, lost }: { readonly heard: Practice; readonly lost: boolean }) {
  const [failed, fail] = useState(false);
  const isBusy = heard.phase !== "resting";
  const pass = () => {
    fail(false);
    passHours(HOURS).catch(() => {
      fail(true);
    });
  };
  return (
    <button type="button" class="band-key" disabled={isBusy || lost} aria-busy={isBusy} onClick={pass}>
      {failed ? say("act.retry") : say("practice.hours", { hours: HOURS })}
    </button>
  );
}

/** Somebody is asked about people of ours: the clock stands until they answer, or it is moved on. */
function Question({
  sight,
  question,
}: {
  readonly sight: Sight;
  readonly question: NonNullable<Practice["question"]>;
}) {
  const { act, record, place, names, post } = question;
  const page = link("act", act, { on: record });
  const isHere = sight.session.place === place;
  if (route.value.screen === "act") return null;
  return (
    <div class="update">
      <Notice
        tone="waiting"
        title={say("practice.asked", { place: placeName(sight, place), names: names.join(", ") })}
        act={isHere && sight.views.has(record) ? { label: say("practice.answer"), onPress: () => go(page) } : undefined}
      >
        {!isHere && post > 0 ? (
          <a class="button" href={postAddress(post, page.slice(1))} target="_blank" rel="noopener">
            <span>{say("practice.answer")}</span>
          </a>
        ) : (
          say("practice.askedWhy")
        )}
      </Notice>
    </div>
  );
}

/** What the house says of the exercise: asked whenever this phone was in contact, and often while hours pass. */
function usePractice(): Practice | null {
  const heard = practice.value;
  const contact = sync.value.lastContact;
  const lost = isLost.value;
  const isBusy = heard !== null && heard.phase !== "resting";
  useEffect(() => {
    if (!lost) void askPractice();
    const timer = setInterval(
      () => {
        if (!lost && document.visibilityState === "visible") void askPractice();
      },
      isBusy ? MOVING_MS : RESTING_MS,
    );
    return () => {
      clearInterval(timer);
    };
  }, [contact, isBusy, lost]);
  return heard;
}
