// One thing recorded twice (twin of sync/alias_rules.py).

/** What a programme says of one thing that was recorded twice. */
export interface AliasRules {
  readonly field: string;
  readonly event: string;
  readonly differs: string;
  readonly suspects: readonly (readonly string[])[];
  readonly open: readonly string[];
  readonly minutes: number;
  readonly tell: string;
  readonly who: readonly string[];
  readonly merge: string;
  readonly part: string;
  readonly differ: string;
}
