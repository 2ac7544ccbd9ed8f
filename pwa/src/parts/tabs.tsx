import { say } from "../words";

export interface TabsProps {
  readonly tabs: readonly {
    readonly name: string;
    readonly label: string;
    readonly count: number;
    readonly overdue?: number | undefined;
  }[];
  readonly now: string;
  readonly onGo: (name: string) => void;
}

/** The lists of a post, with their counts in sight. */
export function Tabs({ tabs, now, onGo }: TabsProps) {
  return (
    <nav class="tabs" aria-label={say("nav.lists")}>
      {tabs.map((t) => (
        <button
          key={t.name}
          type="button"
          class="tab"
          aria-current={t.name === now ? "page" : undefined}
          data-over={t.overdue ? true : undefined}
          onClick={() => onGo(t.name)}
        >
          <b class="tab-count">{t.count}</b>
          <span>{t.label}</span>
        </button>
      ))}
    </nav>
  );
}
