import { say } from "../words";
import { Icon } from "./icon";

export interface SearchFieldProps {
  readonly id: string;
  /** What can be searched by; also the placeholder. */
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Finds by anything one can hear or read. */
export function SearchField({ id, label, value, onChange }: SearchFieldProps) {
  return (
    <div class="search" role="search" aria-label={label}>
      <Icon name="search" size={22} />
      <input
        id={id}
        class="input"
        type="text"
        inputMode="search"
        enterkeyhint="search"
        autocomplete="off"
        spellcheck={false}
        dir="auto"
        aria-label={label}
        placeholder={label}
        value={value}
        onInput={(e) => onChange(e.currentTarget.value)}
      />
      {value && (
        <button type="button" class="search-clear" aria-label={say("act.clear")} onClick={() => onChange("")}>
          <Icon name="close" size={22} />
        </button>
      )}
    </div>
  );
}
