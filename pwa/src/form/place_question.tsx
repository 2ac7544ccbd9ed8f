// A place: once it is known, one line with a way to change it; else the places to choose from.

import { useState } from "preact/hooks";
import { Button } from "../parts/button";
import { Frame, type FieldProps } from "../parts/field";
import { PlaceTiles } from "../parts/place_tiles";
import { say } from "../words";

export interface PlaceQuestionProps extends FieldProps<string | null> {
  readonly places: readonly { readonly code: string; readonly name: string }[];
}

const FEW = 4;

export function PlaceQuestion({ places, ...field }: PlaceQuestionProps) {
  // Asked for as long as the question is on the screen, so that a tap does not fold the tiles away under the finger.
  const [asking, ask] = useState(!field.value || places.length <= FEW);
  const chosen = places.find((place) => place.code === field.value);
  if (asking || !chosen) return <PlaceTiles {...field} places={places} />;
  return (
    <Frame {...field} group>
      <div class="chosen">
        <b>{chosen.name}</b>
        <Button onPress={() => ask(true)} name={`${say("act.change")}: ${field.label}`}>
          {say("act.change")}
        </Button>
      </div>
    </Frame>
  );
}
