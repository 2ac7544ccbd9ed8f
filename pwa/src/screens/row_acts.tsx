// What can be answered from the list itself: one tap opens the form, the next saves it.

import type { View } from "../store/api";
import { Button } from "../parts/button";
import { go, link } from "../route";
import { actsOn } from "./board";
import type { Sight } from "./look";
import { tell } from "./naming";

export interface RowActsProps {
  readonly sight: Sight;
  readonly view: View;
}

/** Offered under a row that is about people, such as a request to answer; elsewhere the row's page is one tap away. */
export function RowActs({ sight, view }: RowActsProps) {
  const acts = actsOn(sight, view);
  if (!sight.programme.cards[view.kind]?.people || !acts.some((act) => act.main)) return null;
  return (
    <li class="row-acts">
      {acts.map((act) => (
        <Button key={act.name} onPress={() => go(link("act", act.name, { on: view.id }))}>
          {tell(`act.${act.name}`)}
        </Button>
      ))}
    </li>
  );
}
