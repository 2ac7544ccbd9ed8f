// Answers that older versions of the forms asked otherwise (twin of sync/upcast_rules.py).

/** How a field of kind `of` is read that an older form wrote. */
export interface Upcast {
  readonly of: string;
  readonly field: string;
  readonly to?: string;
  readonly times?: number;
  readonly over?: number;
  readonly values?: Readonly<Record<string, string>>;
  readonly by?: string;
  readonly is?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
