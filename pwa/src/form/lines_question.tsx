// Notes, one a line.

import type { Value } from "../core/wire";
import { Button } from "../parts/button";
import { Frame } from "../parts/field";
import { say } from "../words";

export interface LinesQuestionProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
  readonly needed?: boolean | undefined;
  readonly value: readonly Value[];
  readonly onChange: (value: Value) => void;
}

export function LinesQuestion(props: LinesQuestionProps) {
  const { id, label, value, onChange } = props;
  const lines = value.length > 0 ? value : [""];
  const set = (at: number, text: string) => onChange(lines.map((line, one) => (one === at ? text : line)));
  return (
    <Frame {...props} group>
      {lines.map((line, at) => (
        // Lines have no name but their place.
        <div class="beside" key={at}>
          <input
            id={`${id}-${at}`}
            class="input"
            type="text"
            dir="auto"
            autocomplete="off"
            aria-label={`${label} ${at + 1}`}
            value={String(line ?? "")}
            onInput={(event) => set(at, event.currentTarget.value)}
          />
          {lines.length > 1 && (
            <Button
              icon="close"
              name={say("act.remove", { what: `${label} ${at + 1}` })}
              onPress={() => onChange(lines.filter((_, one) => one !== at))}
            >
              {null}
            </Button>
          )}
        </div>
      ))}
      <Button kind="quiet" icon="plus" onPress={() => onChange([...lines, ""])}>
        {say("act.add")}
      </Button>
    </Frame>
  );
}
