// Screens that are fetched a moment after the list: it must be there at once.

import type { ComponentType } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { Notice } from "../parts/notice";
import { bringWords, say } from "../words";

const waiting: (() => Promise<unknown>)[] = [];

/** Brings every screen to this page while there is a network, so that none is missing when it has gone. */
export async function bringScreens(): Promise<void> {
  for (const load of waiting) {
    await load().catch((cause: unknown) => {
      console.warn("a screen comes when it is opened", cause);
    });
  }
}

/** The component of a chunk of its own; an empty screen stands until it is here. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let found: ComponentType<P> | null = null;
  const bring = async () => {
    if (found) return;
    const [screen] = await Promise.all([load(), bringWords()]);
    found = screen;
  };
  waiting.push(bring);
  return function Later(props: P) {
    const [state, tell] = useState<"coming" | "here" | "missing">(found ? "here" : "coming");
    useEffect(() => {
      if (state !== "coming") return;
      bring().then(
        () => tell("here"),
        () => tell("missing"),
      );
    }, [state]);
    const Found = found;
    if (Found) return <Found {...props} />;
    return (
      <div class="screen" aria-busy={state === "coming"}>
        {state === "missing" && (
          <Notice
            title={say("problem.offline.what")}
            act={{ label: say("act.retry"), onPress: () => tell("coming") }}
          />
        )}
      </div>
    );
  };
}

/** Puts the focus on the heading of the page, so that it is read out and Tab goes on from there. Before the page is
 *  painted: a page that jumps after somebody has begun to sign on it loses the stroke. */
export function useHeading(of: string): void {
  useLayoutEffect(() => {
    scrollTo({ top: 0 });
    document.querySelector(".desk-page")?.scrollTo({ top: 0 });
    document.querySelector<HTMLElement>("#page h1")?.focus({ preventScroll: true });
  }, [of]);
}
