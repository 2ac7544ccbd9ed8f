import { say } from "../words";
import { StateMark } from "./mark";

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

          onClick={() => onGo(t.name)}
        >
          <span class="tab-counts">
            <b class="tab-count">{t.count}</b>
            {Boolean(t.overdue) && (
              <StateMark tone="overdue">
                <span class="unseen">{say("state.overdue")} </span>
                {t.overdue}
              </StateMark>
            )}
          </span>
          <span>{t.label}</span>
        </button>
      ))}
    </nav>
  );
}
