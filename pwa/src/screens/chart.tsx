// The flow chart of a journey, drawn from the table in force: offline, to zoom and to print; one record's own way lit.

import { Graph, layout } from "@dagrejs/dagre";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { chartOf, passageKey, type Chart } from "../core/chart";
import { fold } from "../core/custody";
import type { JourneyRules } from "../core/programme";
import { Button } from "../parts/button";
import { Empty } from "../parts/notice";
import { link } from "../route";
import type { View } from "../store/api";
import { say } from "../words";
import { Screen } from "./chrome";
import "./chart.css";
import { useHeading } from "./later";
import type { Sight } from "./look";
import { nameOf, tell } from "./naming";

const BOX = { width: 150, height: 56 };
const LABEL_MAX = 26;
const ZOOMS = [0.35, 0.5, 0.7, 1, 1.4];
const FIRST_ZOOM = 2;
/** How far below the upper edge it stands, px. */
const TOP = 120;

export interface ChartProps {
  readonly sight: Sight;
  readonly kind: string;
  /** Whose own way is lit. */
  readonly of: string | undefined;
}

export function FlowChart({ sight, kind, of }: ChartProps) {
  useHeading(`chart ${kind}`);
  const [zoom, zoomTo] = useState(FIRST_ZOOM);
  const rules = sight.programme.journeys[kind];
  const view = of === undefined ? undefined : sight.views.get(of);
  if (!rules) return <Empty title={say("chart.none")} />;
  const way = view ? wayOf(view, rules) : [];
  return (
    <Screen
      title={say("chart.title")}
      lead={view ? say("chart.litFor", { name: nameOf(sight, view).first }) : undefined}
    >
      <nav class="chart-kinds" aria-label={say("chart.title")}>
        {Object.keys(sight.programme.journeys).map((one) => (
          <a key={one} class="chart-kind" href={link("chart", one)} aria-current={one === kind ? "page" : undefined}>
            {tell(`kind.${one}`)}
          </a>
        ))}
      </nav>
      <div class="chart-acts">
        <Button disabled={zoom === 0} onPress={() => zoomTo(zoom - 1)} name={say("chart.smaller")}>
          −
        </Button>
        <Button disabled={zoom === ZOOMS.length - 1} onPress={() => zoomTo(zoom + 1)} name={say("chart.larger")}>
          +
        </Button>
        <Button onPress={() => window.print()}>{say("chart.print")}</Button>
      </div>
      <Drawing rules={rules} way={way} zoom={ZOOMS[zoom] ?? 1} />
      <InWords sight={sight} rules={rules} />
    </Screen>
  );
}

/** The states somebody was in, in order; "" before the first. */
function wayOf(view: View, rules: JourneyRules): readonly string[] {
  const events = view.events.filter((event) => event.flag === null);
  return ["", ...events.map((_, at) => fold(events.slice(0, at + 1), rules).state)];
}

interface DrawingProps {
  readonly rules: JourneyRules;
  readonly way: readonly string[];
  readonly zoom: number;
}

function Drawing({ rules, way, zoom }: DrawingProps) {
  const chart = useMemo(() => chartOf(rules), [rules]);
  const placed = useMemo(() => place(chart, rules.about), [chart, rules]);
  const lit = new Set(way.slice(1).map((state, at) => passageKey(way[at] ?? "", state)));
  const now = way.at(-1) ?? "";
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const box = placed.boxes.find(({ state }) => state === now);
    // Where somebody stands is what one came to see.
    frame.current?.scrollTo((box?.x ?? 0) * zoom - frame.current.clientWidth / 2, (box?.y ?? 0) * zoom - TOP);
  }, [placed, now, zoom]);
  return (
    <div ref={frame} class="chart" tabIndex={0} role="region" aria-label={say("chart.picture")}>
      <svg
        viewBox={`0 0 ${String(placed.width)} ${String(placed.height)}`}
        width={placed.width * zoom}
        height={placed.height * zoom}
        aria-hidden="true"
      >
        <defs>
          <marker id="chart-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 0 8 4 0 8z" />
          </marker>
        </defs>
        {placed.lines.map((line) => (
          <g key={line.key} class="chart-line" data-lit={lit.has(line.key) || undefined}>
            <path d={line.path} marker-end="url(#chart-tip)" />
            <text x={line.x} y={line.y}>
              {line.label}
            </text>
          </g>
        ))}
        {placed.boxes.map((box) => (
          <g
            key={box.state}
            class="chart-box"
            data-lit={way.includes(box.state) || undefined}
            data-here={box.state === now || undefined}
            data-final={rules.final.includes(box.state) || undefined}
            transform={`translate(${String(box.x - BOX.width / 2)} ${String(box.y - BOX.height / 2)})`}
          >
            <rect width={BOX.width} height={BOX.height} rx="12" />
            <foreignObject width={BOX.width} height={BOX.height}>
              <p>{(box.state === now ? "● " : "") + stateOf(rules.about, box.state)}</p>
            </foreignObject>
          </g>
        ))}
      </svg>
    </div>
  );
}

const stateOf = (kind: string, state: string): string => (state ? tell(`state.${kind}.${state}`) : say("chart.begins"));
const eventOf = (kind: string, event: string): string => tell(`event.${kind}.${event}`);

interface Placed {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly { readonly state: string; readonly x: number; readonly y: number }[];
  readonly lines: readonly {
    readonly key: string;
    readonly path: string;
    readonly label: string;
    readonly x: number;
    readonly y: number;
  }[];
}

/** Where everything stands on the sheet. */
function place(chart: Chart, kind: string): Placed {
  const graph = new Graph({ directed: true });
  graph.setGraph({ rankdir: "TB", nodesep: 26, ranksep: 44, edgesep: 14, marginx: 16, marginy: 16 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const state of chart.states) graph.setNode(state || BEGIN, { ...BOX });
  for (const passage of chart.passages) {
    const label = shortened(passage.steps.map((step) => eventOf(kind, step.event)).join(" / "));
    graph.setEdge(passage.from || BEGIN, passage.to, { label, width: label.length * 7, height: 16, labelpos: "c" });
  }
  layout(graph);
  const sheet = graph.graph();
  return {
    width: Math.ceil(sheet.width ?? 0),
    height: Math.ceil(sheet.height ?? 0),
    boxes: chart.states.map((state) => {
      const { x = 0, y = 0 } = graph.node(state || BEGIN);
      return { state, x, y };
    }),
    lines: chart.passages.map((passage) => {
      const edge = graph.edge(passage.from || BEGIN, passage.to);
      const points: readonly { readonly x: number; readonly y: number }[] = edge.points ?? [];
      return {
        key: passageKey(passage.from, passage.to),
        path: points.map(({ x, y }, at) => `${at === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join(""),
        label: String(edge.label ?? ""),
        x: edge.x ?? 0,
        y: edge.y ?? 0,
      };
    }),
  };
}

/** dagre names no node "". */
const BEGIN = "(begin)";

const shortened = (text: string): string => (text.length > LABEL_MAX ? `${text.slice(0, LABEL_MAX - 1)}…` : text);

/** The same table as a list: for ears, for small screens, and with who may do it. */
function InWords({ sight, rules }: { readonly sight: Sight; readonly rules: JourneyRules }) {
  const chart = chartOf(rules);
  const rows = [
    ...chart.states.map((state) => ({
      name: stateOf(rules.about, state),
      steps: chart.passages.filter((one) => one.from === state).flatMap((one) => one.steps),
    })),
    { name: say("chart.anywhere"), steps: chart.everywhere },
  ].filter((row) => row.steps.length > 0);
  return (
    <section class="chart-words">
      <h2>{say("chart.inWords")}</h2>
      {rows.map((row) => (
        <section key={row.name}>
          <h3>{row.name}</h3>
          <ul>
            {row.steps.map((step) => (
              <li key={`${step.from} ${step.event}`}>
                <b>{eventOf(rules.about, step.event)}</b>
                {` → ${step.to === "resume" ? say("chart.back") : stateOf(rules.about, step.to)} `}
                <span>{step.by.map((role) => roleName(sight, role)).join(" · ")}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}

const roleName = (sight: Sight, role: string): string => (role in sight.programme.roles ? tell(`role.${role}`) : role);
