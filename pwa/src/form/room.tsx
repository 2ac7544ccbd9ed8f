// Where a question asks for an area or a numbered place of this site: how much room each has, and which are free.

import type { Field } from "../core/programme";
import { Button } from "../parts/button";
import { TextField } from "../parts/text_field";
import { say } from "../words";
import { sitesOf, type AreaNow } from "../screens/areas";
import type { Look, Sight } from "../screens/look";
import { tell } from "../screens/naming";
import type { Common } from "./question";

/** As many free places are offered at once; any other is typed. */
const OFFERED_MAX = 12;

/** The areas of this post's own site whose records answer their area, or their place, with this question. */
function areasAsked(sight: Sight, field: Field, part: "area" | "spot"): readonly AreaNow[] {
  const { plan, kinds } = sight.programme;
  if (!plan) return [];
  const here = sitesOf(sight, plan).find(({ at }) => at === sight.session.place);
  return (here?.areas ?? []).filter(({ rule }) => kinds[rule.of]?.[rule[part]]?.label === field.label);
}

/** Area -> how much room it has, for the tiles of the question. */
export function roomNotes(sight: Sight, field: Field): Readonly<Record<string, string>> {
  return Object.fromEntries(
    areasAsked(sight, field, "area").map(({ area, here }) => {
      const left = area.takes - here.length;
      if (left < 0) return [area.name, say("plan.over", { count: -left })];
      return [area.name, left === 0 ? say("plan.full") : say("plan.free", { count: left })];
    }),
  );
}

export const asksSpot = (sight: Sight, field: Field): boolean => areasAsked(sight, field, "spot").length > 0;

interface SpotQuestionProps {
  readonly sight: Sight;
  readonly field: Field;
  readonly look: Look;
  readonly common: Common;
  readonly value: string;
  readonly onAnswer: (value: string) => void;
}

/** A numbered place: the free ones of the area above are a tap away. */
export function SpotQuestion({ sight, field, look, common, value, onAnswer }: SpotQuestionProps) {
  const areas = areasAsked(sight, field, "spot");
  const chosen = areas.find(({ area, rule }) => rule.area === "" || look(rule.area) === area.name);
  const free = (chosen?.spots ?? []).filter(({ on }) => on.length === 0).slice(0, OFFERED_MAX);
  return (
    <>
      <TextField {...common} value={value} max={field.length_max} code onChange={onAnswer} />
      {chosen && free.length > 0 && (
        <div
          class="free-spots"
          role="group"
          aria-label={say("plan.freeSpots", { area: tell(`plan.${chosen.area.name}`) })}
        >
          {free.map(({ label }) => (
            <Button key={label} onPress={() => onAnswer(label)}>
              {label}
            </Button>
          ))}
        </div>
      )}
    </>
  );
}
