// The way to the site plan from a post's own list: it says at once when an area has little room left.

import { Icon } from "../parts/icon";
import { link } from "../route";
import { say } from "../words";
import type { Sight } from "./look";
import { tell } from "./naming";
import { maySeePlan, sitesOf, tight } from "./areas";

export function PlanLink({ sight }: { readonly sight: Sight }) {
  const { plan } = sight.programme;
  if (!plan || !maySeePlan(sight)) return null;
  const [fullest] = tight(sitesOf(sight, plan));
  return (
    <a class="to-wall" href={link("plan")}>
      <span>{tell("plan")}</span>
      {fullest && (
        <span class="to-wall-said">
          <Icon name="alert" size={18} />
          {say("plan.tight", {
            area: tell(`plan.${fullest.area.name}`),
            here: fullest.here.length,
            takes: fullest.area.takes,
          })}
        </span>
      )}
      <Icon name="chevron" />
    </a>
  );
}
