import { useState } from "preact/hooks";
import { say } from "../words";
import type { FieldProps } from "./field";
import { SearchField } from "./search_field";
import { Toggle } from "./toggle";

export interface PlaceTilesProps extends FieldProps<string | null> {
  readonly places: readonly {
    readonly code: string;
    readonly name: string;
    /** What tells it apart from places of a like name. */
    readonly detail?: string | undefined;
  }[];
}

const fewEnough = 12;

/** Places as tiles; a search appears once there are too many to see at once. */
export function PlaceTiles({ places, ...field }: PlaceTilesProps) {
  const [text, type] = useState("");
  const sought = text.trim().toLowerCase();
  const fits = (p: PlaceTilesProps["places"][number]) =>
    p.code === field.value || `${p.name} ${p.detail ?? ""} ${p.code}`.toLowerCase().includes(sought);
  const options = places.filter(fits).map((p) => ({ value: p.code, label: p.name, detail: p.detail }));
  return (
    <div class="places">
      {places.length > fewEnough && (
        <SearchField id={`${field.id}-search`} label={say("place.search")} value={text} onChange={type} />
      )}
      <Toggle {...field} options={options} />
    </div>
  );
}
