import { useEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";

const AT_FIRST = 20;
/** How far ahead of the end more is drawn: about two screens of a phone. */
const AHEAD = "1500px";

export interface Growing {
  /** How many of a long list are drawn so far. */
  readonly drawn: number;
  /** Stands after the last one drawn; absent once all are. */
  readonly end: ComponentChildren;
}

/** A long list is drawn a few screens at a time: more as its end comes near. */
export function useGrowing(count: number): Growing {
  const [drawn, draw] = useState(AT_FIRST);
  const end = useRef<HTMLDivElement>(null);
  const isWhole = drawn >= count;
  useEffect(() => {
    if (isWhole || !end.current) return;
    const watch = new IntersectionObserver(
      (seen) => {
        if (seen.some((one) => one.isIntersecting)) draw(drawn * 2);
      },
      { rootMargin: AHEAD },
    );
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [drawn, isWhole]);
  return { drawn, end: isWhole ? null : <div ref={end} /> };
}
