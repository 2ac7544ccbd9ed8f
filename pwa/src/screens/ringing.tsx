// While the app is open, whatever the screen: a request to this office sounds, stands on the app's icon and in the corner
// of the page, and the house hears that it arrived.

import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../parts/icon";
import { allowSound, sound } from "../parts/sound";
import { link } from "../route";
import type { Asked } from "../store/api";
import { say } from "../words";
import type { Sight } from "./look";
import { useNotices } from "./news";
import { useArrived } from "./notices";
import { facesTraveller } from "./speech";
import "./ringing.css";

allowSound();

export interface RingingProps {
  readonly sight: Sight;
  /** The requests themselves are on the screen. */
  readonly isOnList: boolean;
}

/** Only a place that may be asked goes on asking what it was asked: one look tells which it is. */
export function Ringing(props: RingingProps) {
  const { place } = props.sight.session;
  const [isOffice, tell] = useState(true);
  useEffect(() => {
    tell(true);
  }, [place]);
  return isOffice ? <Bell {...props} onStranger={() => tell(false)} /> : null;
}

function Bell({ sight, isOnList, onStranger }: RingingProps & { readonly onStranger: () => void }) {
  const { board } = useNotices();
  const { place } = sight.session;
  const isStranger = board !== null && !board.offices.some((office) => office.place === place);
  useEffect(() => {
    if (isStranger) onStranger();
  }, [isStranger]);
  const mine = board?.asked.filter((one) => one.mine && one.ended === undefined) ?? [];
  const unheard = mine.filter((one) => one.heard_at === undefined);
  // What nobody can see has not arrived.
  useArrived(isOnList || document.visibilityState === "hidden" ? [] : mine);
  useSound(board ? unheard : null);
  useBadge(unheard.length);
  if (isOnList || facesTraveller.value || unheard.length === 0) return null;
  return (
    <a class="pill ringing" data-tone="needs" href={link("notices")}>
      <Icon name="alert" size={18} />
      <span role="status">{say("asked.waits", { count: unheard.length })}</span>
    </a>
  );
}

/** Once for each request, when it comes; what stood there when the app was opened is seen, not heard. */
function useSound(unheard: readonly Asked[] | null) {
  const known = useRef<ReadonlySet<string> | null>(null);
  const ids = unheard?.map((one) => one.id);
  useEffect(() => {
    if (!ids) return;
    const before = known.current;
    known.current = new Set([...(before ?? []), ...ids]);
    if (before && ids.some((id) => !before.has(id))) sound();
  }, [ids?.join()]);
}

/** The number on the app's icon, where there is one. */
function useBadge(count: number) {
  useEffect(() => {
    if (!("setAppBadge" in navigator)) return;
    const shown = count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge();
    shown.catch((cause: unknown) => {
      console.warn("no number on the icon here", cause);
    });
  }, [count]);
}
