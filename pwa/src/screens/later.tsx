// Screens that are fetched when first opened: the list must be there at once, the rest a moment later.

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** The component of a chunk of its own; an empty screen stands until it is here. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let found: ComponentType<P> | null = null;
  return function Later(props: P) {
    const [, draw] = useState(0);
    useEffect(() => {
      if (found) return;
      void load().then((one) => {
        found = one;
        draw((times) => times + 1);
      });
    }, []);
    const Found = found;
    return Found ? <Found {...props} /> : <div class="screen" aria-busy="true" />;
  };
}

/** Puts the focus on the heading of the page, so that it is read out and Tab goes on from there. */
export function useHeading(of: string): void {
  useEffect(() => {
    scrollTo({ top: 0 });
    document.querySelector(".desk-page")?.scrollTo({ top: 0 });
    document.querySelector<HTMLElement>("#page h1")?.focus({ preventScroll: true });
  }, [of]);
}
