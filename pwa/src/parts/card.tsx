import type { ComponentChildren } from "preact";
import { say } from "../words";

export interface CardProps {
  /** In the person's own script. */
  readonly name: string;
  readonly latin?: string | undefined;
  readonly lang?: string | undefined;
  /** The number on the card they carry: the biggest text here. */
  readonly number?: string | undefined;
  /** 1 on the record's own page, 2 where several stand below each other. */
  readonly level?: 1 | 2 | undefined;
  /** Marks and states. */
  readonly children?: ComponentChildren;
}

/** Who this is, like a luggage tag: read at arm's length. */
export function Card({ name, latin, lang, number, level = 1, children }: CardProps) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <header class="card">
      <span class="card-hole" aria-hidden="true" />
      <div class="card-who">
        <Heading class="card-name" lang={lang} dir="auto" tabIndex={-1}>
          {name}
        </Heading>
        {latin && (
          <p class="card-latin" lang="en">
            {latin}
          </p>
        )}
      </div>
      {number && <CardNumber number={number} />}
      {children && <div class="card-marks">{children}</div>}
    </header>
  );
}

/** A registration number whose last part, the one called out, stands out. */
export function CardNumber({ number }: { readonly number: string }) {
  const cut = number.lastIndexOf("-") + 1;
  return (
    <p class="card-number" aria-label={`${say("person.number")} ${number}`} dir="ltr">
      <span class="card-number-head">{number.slice(0, cut)}</span>
      <b>{number.slice(cut)}</b>
    </p>
  );
}

export interface FactsProps {
  readonly facts: readonly {
    readonly label: string;
    readonly value: ComponentChildren;
    readonly code?: boolean | undefined;
  }[];
}

/** Answers as label and value. */
export function Facts({ facts }: FactsProps) {
  return (
    <dl class="facts">
      {facts.map((f) => (
        <div key={f.label} class="fact">
          <dt>{f.label}</dt>
          <dd data-code={f.code || undefined}>{f.value || "—"}</dd>
        </div>
      ))}
    </dl>
  );
}
