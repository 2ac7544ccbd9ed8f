// What every screen has around it: where I am, the way back, the one word on the network.

import type { ComponentChildren } from "preact";
import { Icon } from "../parts/icon";
import { Pill } from "../parts/pill";
import { back, go, link } from "../route";
import { sync } from "../store/api";
import { say } from "../words";

export interface ScreenProps {
  readonly title: ComponentChildren;
  /** One quiet line under the title. */
  readonly lead?: ComponentChildren;
  readonly onBack?: (() => void) | undefined;
  /** The first screen of a post has no way back. */
  readonly first?: boolean | undefined;
  /** The page has a heading of its own: the title is only the word above it. */
  readonly small?: boolean | undefined;
  readonly children: ComponentChildren;
}

export function Screen({ title, lead, onBack = back, first = false, small = false, children }: ScreenProps) {
  return (
    <div class="screen">
      <header class="screen-head">
        {!first && (
          <button type="button" class="screen-back" onClick={onBack} aria-label={say("act.back")}>
            <Icon name="back" />
          </button>
        )}
        <div class="screen-title">
          {small ? <p class="quiet">{title}</p> : <h1 tabIndex={-1}>{title}</h1>}
          {lead && <p class="quiet">{lead}</p>}
        </div>
      </header>
      {children}
    </div>
  );
}

/** The pill, in the same corner on every screen. */
export function SyncPill() {
  const { unsent, needsYou } = sync.value;
  return <Pill unsent={unsent} needsYou={needsYou} onPress={() => go(link(needsYou ? "attention" : "phone"))} />;
}
