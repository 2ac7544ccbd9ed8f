import type { FieldProps } from "./field";
import { Toggle } from "./toggle";

export interface LanguageTilesProps extends FieldProps<string | null> {
  /** BCP-47 tags in the order shown. */
  readonly languages: readonly string[];
}

/** Languages, each in its own script, so that nobody has to read another to find theirs. */
export function LanguageTiles({ languages, ...field }: LanguageTilesProps) {
  const options = languages.map((tag) => ({ value: tag, label: languageName(tag), lang: tag }));
  return <Toggle {...field} options={options} />;
}

const names = new Map<string, string>();

/** A language's name for itself: "日本語". */
export function languageName(tag: string): string {
  // Looking one up costs a slow phone a millisecond, and every row of a list may name one.
  const known = names.get(tag);
  if (known !== undefined) return known;
  const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  const capital = name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
  names.set(tag, capital);
  return capital;
}
