import { say } from "../words";
import { Icon } from "./icon";

export interface PillProps {
  readonly unsent: number;
  readonly needsYou: number;
  readonly onPress: () => void;
}

/** The one word on the network, always in the same corner. Offline is a normal state: it does not warn. */
export function Pill({ unsent, needsYou, onPress }: PillProps) {
  const tone = needsYou ? "needs" : unsent ? "phone" : "sent";
  const icon = needsYou ? "hand" : unsent ? "phone" : "check";
  return (
    <button type="button" class="pill" data-tone={tone} onClick={onPress}>
      <Icon name={icon} size={18} />
      <span role="status">
        {needsYou
          ? say("sync.needsYou", { count: needsYou })
          : unsent
            ? say("sync.unsent", { count: unsent })
            : say("sync.allSent")}
      </span>
    </button>
  );
}
