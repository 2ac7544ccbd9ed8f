// Photographs as an answer: taken, made small on this phone, kept at once, named by what their bytes are.

import { useState } from "preact/hooks";
import type { Value } from "../core/wire";
import { Frame } from "../parts/field";
import { Icon } from "../parts/icon";
import { Pictures } from "../parts/pictures";
import { keepPicture } from "../store/pictures";
import { bringPicture } from "../link/pictures";
import { say } from "../words";
import { madeSmall } from "./picture";

export interface PhotoQuestionProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
  readonly needed?: boolean | undefined;
  readonly value: readonly string[];
  readonly bytesMax: number;
  readonly onChange: (value: Value) => void;
}

export function PhotoQuestion(props: PhotoQuestionProps) {
  const { id, label, value, bytesMax, onChange } = props;
  const [trouble, tell] = useState("");
  const [isBusy, busy] = useState(false);
  const take = async (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    busy(true);
    tell("");
    try {
      const digests: string[] = [];
      for (const file of files) digests.push(await keepPicture(await madeSmall(file, bytesMax)));
      onChange([...new Set([...value, ...digests])]);
    } catch (cause) {
      const isFull = cause instanceof DOMException && cause.name === "QuotaExceededError";
      tell(say(isFull ? "photo.full" : "photo.unreadable"));
      console.warn("a picture could not be kept", cause);
    } finally {
      input.value = "";
      busy(false);
    }
  };
  return (
    <Frame {...props} problem={trouble || props.problem} group>
      <Pictures
        label={label}
        digests={value}
        bring={bringPicture}
        onRemove={(digest) => onChange(value.filter((one) => one !== digest))}
      />
      <label class="photo-take">
        <Icon name="plus" />
        <span>{say(isBusy ? "photo.busy" : "photo.take")}</span>
        <input
          id={`${id}-take`}
          type="file"
          accept="image/*"
          capture="environment"
          disabled={isBusy}
          onChange={(event) => void take(event.currentTarget)}
        />
      </label>
    </Frame>
  );
}
