// How the house looks after itself: how old its newest copy is, and when one was last shown to be good.

import { Icon } from "../parts/icon";
import type { Board } from "../store/api";
import { say } from "../words";
import { ago } from "../words/time";
import { Part } from "./wall_lists";

/** Nothing until the first night has come; in practice there is nothing to keep. */
export function Cares({ board, now }: { readonly board: Board; readonly now: number }) {
  if (board.cares.length === 0) return null;
  const late = board.cares.some((care) => care.late);
  return (
    <Part title={say("wall.cares")} tone={late ? "waiting" : undefined}>
      <ul class="sources">
        {board.cares.map(({ task, well_at, late }) => (
          <li key={task} data-old={late || undefined}>
            <span>{say(`wall.care.${task}`)}</span>
            <span>{well_at === null ? say("wall.careNever") : ago(well_at, now)}</span>
          </li>
        ))}
      </ul>
      {late && (
        <p class="care-late">
          <Icon name="alert" size={20} />
          <span>{say("wall.careLate")}</span>
        </p>
      )}
    </Part>
  );
}
