// How this phone stands with the server: what waits, since when, and that it is safe.

import { useState } from "preact/hooks";
import { knowsPasskeys } from "../link/passkey";
import { Button } from "../parts/button";
import { Facts } from "../parts/card";
import { Confirm, Notice } from "../parts/notice";
import { LanguageSwitch, ModeSwitch, SoundSwitch } from "../parts/switches";
import { ownOps, signOut, sync, syncNow, words } from "../store/api";
import { go, link } from "../route";
import { handIn } from "../link/carriage";
import { sendPictures } from "../link/pictures";
import { carriedHere } from "../store/carriage";
import { wipePictures } from "../store/pictures";
import { say } from "../words";
import { problemWords } from "../words/problems";
import { ago, duration, moment } from "../words/time";
import { CallsHere } from "./calls";
import { Screen } from "./chrome";
import { useHeading } from "./later";
import { conflictsIn } from "./contested";
import type { Sight } from "./look";
import { mayOversee } from "./may_watch";
import { nameOf, placeName, tell } from "./naming";
import { formTitle } from "./troubled";

export interface PhoneProps {
  readonly sight: Sight;
  readonly now: number;
}

const OFFLINE_DAYS_MAX = 14;

export function Phone({ sight, now }: PhoneProps) {
  useHeading("phone");
  const { unsent, needsYou, lastContact, problem, inFlight, clockOffBy, persisted, isJournalLong, forgot } = sync.value;
  const conflicts = conflictsIn(sight).length;
  const waiting = ownOps.value.filter((op) => op.verdict === null);
  const journeys = sight.programme.journeys;
  const firstJourney = sight.programme.wall?.of ?? Object.keys(journeys)[0];
  const contact = lastContact === null ? say("sync.never") : say("sync.lastContact", { time: ago(lastContact, now) });
  return (
    <Screen title={say("sync.title")} lead={contact}>
      <Notice
        tone={unsent > 0 ? "calm" : "settled"}
        title={unsent > 0 ? say("sync.waiting", { count: unsent }) : say("sync.nothing")}
      >
        {problem && <p>{`${problemWords(problem).what} ${problemWords(problem).next}`}</p>}
        <div class="notice-acts">
          <Button disabled={inFlight} onPress={() => void syncNow()}>
            {say(inFlight ? "sync.sending" : "sync.now")}
          </Button>
        </div>
      </Notice>
      <nav class="phone-nav" aria-label={say("nav.main")}>
        <Button wide onPress={() => go(link("attention"))}>
          {needsYou > 0 ? say("sync.needsYou", { count: needsYou }) : say("nav.attention")}
        </Button>
        <Button wide onPress={() => go(link("conflicts"))}>
          {conflicts > 0 ? say("decide.count", { count: conflicts }) : say("nav.decide")}
        </Button>
        <Button wide onPress={() => go(link("guide"))}>
          {say("guide.title")}
        </Button>
        {mayOversee(sight) && (
          <Button wide onPress={() => go(link("devices"))}>
            {say("devices.title")}
          </Button>
        )}
        {mayOversee(sight) && knowsPasskeys() && (
          <Button wide onPress={() => go(link("passkeys"))}>
            {say("passkeys.title")}
          </Button>
        )}
        {firstJourney && (
          <Button wide onPress={() => go(link("chart", firstJourney))}>
            {say("chart.title")}
          </Button>
        )}
      </nav>
      <nav class="phone-nav" aria-label={say("carry.title")}>
        {unsent > 0 && (
          <Button wide onPress={() => go(link("give"))}>
            {say("carry.give")}
          </Button>
        )}
        <Button wide onPress={() => go(link("takeover"))}>
          {say("carry.take")}
        </Button>
      </nav>
      {clockOffBy !== null && <Notice tone="waiting" title={clockWords(clockOffBy)} />}
      {forgot > 0 && <Notice tone="waiting" title={say("sync.forgot", { count: forgot })} />}
      {isJournalLong && <Notice tone="waiting" title={say("sync.longJournal", { count: ownOps.value.length })} />}
      {waiting.length > 0 && (
        <section class="group">
          <header class="group-head">
            <h2>
              <span>{say("phone.unsent")}</span>
              <span class="group-count">{waiting.length}</span>
            </h2>
          </header>
          <ul class="unsent">
            {waiting.map((op) => (
              <li key={op.nth}>
                <b>{formTitle(sight, op.form)}</b>
                <span>
                  {whom(
                    sight,
                    op.parts.map(([, record]) => record),
                  )}
                </span>
                <span class="quiet">{`${say("phone.entry", { seq: op.seq })} · ${moment(op.at, now)}`}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section class="group">
        <header class="group-head">
          <h2>{say("settings.title")}</h2>
        </header>
        <div class="settings">
          <h3>{say("nav.language")}</h3>
          <LanguageSwitch onSwitch={(to) => void words(to)} />
          <h3>{say("nav.light")}</h3>
          <ModeSwitch />
          <h3>{say("calls.sound")}</h3>
          <SoundSwitch />
        </div>
      </section>
      <CallsHere />
      <ThisDevice sight={sight} persisted={persisted} />
      <Leave unsent={unsent} />
    </Screen>
  );
}

function ThisDevice({ sight, persisted }: { readonly sight: Sight; readonly persisted: boolean | null }) {
  const { inc, who, place, roles, version } = sight.session;
  return (
    <section class="group">
      <header class="group-head">
        <h2>{say("sync.device")}</h2>
      </header>
      <Facts
        facts={[
          { label: say("phone.name"), value: inc.toUpperCase(), code: true },
          { label: say("post.mine"), value: say("post.signedInAs", { who, place: placeName(sight, place) }) },
          { label: say("post.roles"), value: roles.map((role) => tell(`role.${role}`)).join(", ") },
        ]}
      />
      <p class="quiet">{say(persisted ? "sync.persisted" : "sync.notPersisted")}</p>
      <p class="quiet">{say("phone.limits", { days: OFFLINE_DAYS_MAX })}</p>
      <p class="quiet">{say("phone.forms", { version: version.slice(0, 12) })}</p>
    </section>
  );
}

/** Leaving takes everything off this phone: not before it has all been sent. */
function Leave({ unsent }: { readonly unsent: number }) {
  const [asking, ask] = useState(false);
  const [stopped, stop] = useState("");
  if (stopped) return <p class="quiet">{stopped}</p>;
  if (unsent > 0) return <p class="quiet">{say("phone.leaveBlocked", { count: unsent })}</p>;
  if (!asking) {
    return (
      <Button kind="grave" onPress={() => ask(true)}>
        {say("post.leave")}
      </Button>
    );
  }
  return (
    <Confirm
      question={say("post.leaveCalm")}
      yes={say("post.leave")}
      onYes={() => void leave().then(stop, () => stop(say("phone.picturesLeft")))}
      onNo={() => ask(false)}
    />
  );
}

/**
 * Pictures follow behind the entries, and so does what is carried for others: they too leave this phone only when the
 * server has them. What to say where the person must stay; throws where a picture could not be sent.
 */
async function leave(): Promise<string> {
  await handIn().catch((cause: unknown) => {
    console.warn("what is carried waits", cause);
  });
  if ((await carriedHere()).length > 0) return say("carry.left");
  await sendPictures();
  await signOut();
  await wipePictures();
  return "";
}

function whom(sight: Sight, records: readonly string[]): string {
  const cards = records
    .flatMap((id) => sight.views.get(id) ?? [])
    .filter((view) => sight.programme.cards[view.kind]?.number);
  return cards.map((view) => nameOf(sight, view).whole).join(", ");
}

function clockWords(off: number): string {
  return off > 0
    ? say("sync.clockFast", { duration: duration(off) })
    : say("sync.clockSlow", { duration: duration(-off) });
}
