// Which screen stands for the address; and what stands around all of them.

import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { actNamed } from "./form/flow";
import { onTalked } from "./link/link";
import { Empty, Notice } from "./parts/notice";
import { route, type Route } from "./route";
import { SyncPill, Screen } from "./screens/chrome";
import type { Sight } from "./screens/look";
import { later, useHeading } from "./screens/later";
import { mayWatch } from "./screens/may_watch";
import { placeName } from "./screens/naming";
import { Post } from "./screens/post";
import { clockTick, sight } from "./screens/sight";
import { facesTraveller } from "./screens/speech";
import { applyUpdate, ready, session, updateReady } from "./store/api";
import { say } from "./words";

onTalked(async () => (await import("./screens/carrying")).sendBehind());

const ActScreen = later(async () => (await import("./screens/act")).ActScreen);
const Attention = later(async () => (await import("./screens/attention")).Attention);
const FlowChart = later(async () => (await import("./screens/chart")).FlowChart);
const Conflicts = later(async () => (await import("./screens/decide")).Conflicts);
const Decide = later(async () => (await import("./screens/decide")).Decide);
const Give = later(async () => (await import("./screens/carrying")).Give);
const Take = later(async () => (await import("./screens/carrying")).Take);
const DispatchBoard = later(async () => (await import("./screens/dispatch")).DispatchBoard);
const Devices = later(async () => (await import("./screens/devices")).Devices);
const Done = later(async () => (await import("./screens/done")).Done);
const Duplicates = later(async () => (await import("./screens/duplicates")).Duplicates);
const Same = later(async () => (await import("./screens/duplicates")).Same);
const Guide = later(async () => (await import("./screens/guide")).Guide);
const Notices = later(async () => (await import("./screens/notices")).Notices);
const Passkeys = later(async () => (await import("./screens/passkeys")).Passkeys);
const Phone = later(async () => (await import("./screens/sync_state")).Phone);
const PracticeBand = later(async () => (await import("./screens/practice")).PracticeBand);
const RecordScreen = later(async () => (await import("./screens/record")).RecordScreen);
const Ringing = later(async () => (await import("./screens/ringing")).Ringing);
const RollScreen = later(async () => (await import("./screens/roll")).RollScreen);
const SitePlanScreen = later(async () => (await import("./screens/site_plan")).SitePlanScreen);
const Wall = later(async () => (await import("./screens/wall")).Wall);
const Welcome = later(async () => (await import("./screens/welcome")).Welcome);

export function App() {
  const seen = sight.value;
  const at = route.value;
  useHeading([at.screen, ...at.rest].join());
  if (!ready.value) return null;
  if (!session.value)
    return (
      <Alone>
        <Welcome />
      </Alone>
    );
  if (!seen) {
    return (
      <Alone>
        <Screen first title={say("app.loading")}>
          <Notice title={say("app.loadingWhy")} />
        </Screen>
      </Alone>
    );
  }
  return <Shell sight={seen} at={at} now={clockTick.value} />;
}

/** A screen before there is a post. */
function Alone({ children }: { readonly children: ComponentChildren }) {
  return (
    <div class="app">
      <main id="page">{children}</main>
    </div>
  );
}

interface ShellProps {
  readonly sight: Sight;
  readonly at: Route;
  readonly now: number;
}

/** The list beside the page where there is room; on a phone one of them. */
function Shell({ sight, at, now }: ShellProps) {
  const page = pageOf(sight, at, now);
  const list = (
    <Post sight={sight} now={now} tab={tabOf(at)} current={at.screen === "record" ? at.rest[0] : undefined} />
  );
  // A wall is read from afar: it has the screen to itself.
  const isBeside = isDesk.value && at.screen !== "wall";
  return (
    <div class="app" data-desk={isBeside || undefined} data-practice={sight.session.practice || undefined}>
      <button type="button" class="skip" onClick={skip}>
        {say("nav.skip")}
      </button>
      {isBeside && (
        // Who looks at the screen as a traveller does not see the others.
        <section class="desk-list" aria-label={say("nav.lists")} hidden={facesTraveller.value}>
          {list}
        </section>
      )}
      <main id="page" class={isBeside ? "desk-page" : undefined}>
        {page ?? (isBeside ? <Beside sight={sight} now={now} /> : list)}
      </main>
      {sight.session.practice && <PracticeBand sight={sight} now={now} />}
      <Ringing sight={sight} isOnList={at.screen === "notices"} />
      <header class="corner">
        <SyncPill />
      </header>
      {updateReady.value && (
        <div class="update">
          <Notice title={say("sync.update")} act={{ label: say("act.reload"), onPress: () => void applyUpdate() }} />
        </div>
      )}
    </div>
  );
}

/** The page of the address; null on my post itself. */
function pageOf(sight: Sight, at: Route, now: number) {
  const [first = "", second = ""] = at.rest;
  switch (at.screen) {
    case "record":
      return <RecordScreen key={first} sight={sight} now={now} id={first} />;
    case "act": {
      const act = actNamed(sight.programme, first);
      return (
        act && (
          <ActScreen
            key={first}
            sight={sight}
            now={now}
            act={act}
            on={listed(at.query["on"])}
            draft={at.query["draft"]}
            said={at.query["say"]}
          />
        )
      );
    }
    case "done": {
      const act = actNamed(sight.programme, first);
      return act && <Done sight={sight} now={now} act={act} records={listed(at.query["on"])} />;
    }
    case "conflicts":
      return <Conflicts sight={sight} now={now} />;
    case "decide":
      return <Decide key={first + second} sight={sight} now={now} record={first} field={second} />;
    case "give":
      return <Give />;
    case "takeover":
      return <Take />;
    case "duplicates":
      return <Duplicates sight={sight} now={now} />;
    case "same":
      return <Same key={first + second} sight={sight} now={now} one={first} other={second} />;
    case "attention":
      return <Attention sight={sight} now={now} />;
    case "chart":
      return <FlowChart sight={sight} kind={first} of={at.query["of"]} />;
    case "dispatch":
      return <DispatchBoard sight={sight} now={now} />;
    case "devices":
      return <Devices sight={sight} now={now} />;
    case "guide":
      return <Guide />;
    case "notices":
      return <Notices sight={sight} now={now} />;
    case "plan":
      return <SitePlanScreen sight={sight} now={now} />;
    case "passkeys":
      return <Passkeys sight={sight} now={now} />;
    case "roll":
      return <RollScreen key={first} sight={sight} now={now} id={first} />;
    case "wall":
      return mayWatch(sight) ? <Wall sight={sight} now={now} /> : null;
    case "phone":
      return <Phone sight={sight} now={now} />;
    default:
      return null;
  }
}

/** The list last looked at stays while a page is open beside it. */
const lastTab = signal<string | undefined>(undefined);

function tabOf(at: Route): string | undefined {
  if (at.screen === "tab") lastTab.value = at.rest[0];
  return lastTab.peek();
}

const listed = (text: string | undefined): readonly string[] => [...new Set((text ?? "").split(",").filter(Boolean))];

/** On a wide screen with no page open: the wall for who may see it, else what the post is. */
function Beside({ sight, now }: { readonly sight: Sight; readonly now: number }) {
  if (mayWatch(sight)) return <Wall sight={sight} now={now} beside />;
  return (
    <div class="beside-page">
      <Empty title={placeName(sight, sight.session.place)}>{say("app.purpose")}</Empty>
    </div>
  );
}

function skip(): void {
  document.querySelector<HTMLElement>("#page h1, #page button")?.focus();
}

const wide = matchMedia("(min-width: 1000px)");
const isDesk = signal(wide.matches);
wide.addEventListener("change", () => {
  isDesk.value = wide.matches;
});
