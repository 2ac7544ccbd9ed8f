// What the gallery's pages share.

import type { ComponentChildren } from "preact";
import { lang } from "../words";

export const now = Date.parse("2020-03-20T15:42:00+08:00");
export const nothing = () => undefined;
export const t = (zh: string, en: string) => (lang.value === "en" ? en : zh);

export interface ShownProps {
  readonly title: string;
  readonly lead?: string;
  readonly traveller?: boolean;
  readonly bar?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Shown({ title, lead, traveller = false, bar, children }: ShownProps) {
  return (
    <div class="screen" data-facing={traveller ? "traveller" : undefined}>
      <header class="screen-head">
        <div class="screen-title">
          <h1>{title}</h1>
          {lead && <p class="quiet">{lead}</p>}
        </div>
      </header>
      {children}
      {bar}
    </div>
  );
}
