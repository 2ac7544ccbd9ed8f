// An act from its first question to "saved": the flow on the screen, kept as a draft with every key.

import { useState } from "preact/hooks";
import type { Act, Form } from "../core/programme";
import { PrimaryBar } from "../parts/button";
import { Empty, ErrorSummary, Notice } from "../parts/notice";
import { CheckPage } from "../form/check_page";
import { troublesOn, type Trouble } from "../form/checking";
import { faultWords } from "../form/fault_words";
import { formOf, pagesOf, placeAmong, turned, type Flow } from "../form/flow";
import { joined, parted } from "../form/opening";
import { world } from "../form/saving";
import { StepPage, questionId } from "../form/step_page";
import { StopPanel } from "../form/stop_panel";
import { useFlow } from "../form/use_flow";
import { back } from "../route";
import { draftsKept } from "../store/api";
import { say } from "../words";
import { Screen } from "./chrome";
import { FlowHead } from "./flow_head";
import { FlowSteps, pageKey, pageTitle, stepLead } from "./flow_steps";
import { useHeading } from "./later";
import type { Sight } from "./look";
import { tell } from "./naming";
import { useReader } from "./speech";

// The first screen does not need it; whoever takes pictures does.

export interface ActScreenProps {
  readonly sight: Sight;
  readonly now: number;
  readonly act: Act;
  readonly on: readonly string[];
  readonly draft: string | undefined;
  /** First answers that come with the address, as JSON. */
  readonly said?: string | undefined;
}

export function ActScreen({ sight, now, act, on, draft, said }: ActScreenProps) {
  const state = useFlow(sight, act, on, draft, said);
  const { flow } = state;
  const current = flow && formOf(sight.programme, flow);
  if (flow === undefined) return <Screen title={tell(`act.${act.name}`)}>{null}</Screen>;
  if (!flow || !current) {
    return (
      <Screen title={tell(`act.${act.name}`)}>
        <Empty title={say("flow.gone")} act={{ label: say("act.back"), onPress: back }}>
          {say("flow.goneWhy")}
        </Empty>
      </Screen>
    );
  }
  return (
    <FlowScreen
      key={`${flow.key}.${flow.form}`}
      sight={sight}
      now={now}
      act={act}
      state={state}
      flow={flow}
      {...current}
    />
  );
}

interface FlowScreenProps {
  readonly sight: Sight;
  readonly now: number;
  readonly act: Act;
  readonly state: ReturnType<typeof useFlow>;
  readonly flow: Flow;
  readonly name: string;
  readonly form: Form;
}

function FlowScreen({ sight, now, act, state, flow, name, form }: FlowScreenProps) {
  const [tried, tryOn] = useState<string | null>(null);
  const pages = pagesOf(sight, flow, form);
  const at = placeAmong(pages, flow.page);
  const page = pages[at] ?? flow.page;
  const key = pageKey(page);
  const facing = page.kind === "step" && form.steps[page.step]?.facing === "traveller";
  useReader(sight.programme, facing, flow.reader);
  useHeading(`${flow.key}.${key}`);
  const troubles = tried === key ? troublesOn(sight, flow, form, page) : [];
  const turn = (to: Flow | null) => to && state.change(() => to);
  const next = () => {
    if (troublesOn(sight, flow, form, page).length > 0) return tryOn(key);
    const on = turned(sight, flow, form, 1);
    if (on) turn(on);
    else void state.finish(sight);
  };
  const previous = () => {
    const before = turned(sight, flow, form, -1);
    if (before) turn(before);
    else back();
  };
  const last = at === pages.length - 1;
  const isParty = form.many && form.record === "new";
  return (
    <div class="facing" data-facing={facing ? "traveller" : undefined}>
      <Screen title={pageTitle(act, name, form, page)} lead={stepLead(pages, page)} onBack={previous}>
        <FlowSteps name={name} form={form} pages={pages} page={page} onGo={(to) => turn({ ...flow, page: to })} />
        <FlowHead
          {...{ sight, flow, form, page, facing }}
          onReader={(reader) => state.change((was) => ({ ...was, reader }))}
        />
        {state.saved && at === 0 && <Notice tone="settled" title={say("flow.saved", { form: tell(state.saved) })} />}
        {!draftsKept.value && <Notice tone="waiting" title={say("form.notKept")} />}
        {state.trouble && <Notice tone="waiting" title={state.trouble} />}
        {troubles.length > 0 && <ErrorSummary key={troubles.length} items={troubles.map((one) => item(form, one))} />}
        {state.stops.length > 0 && (
          <StopPanel
            sight={sight}
            stops={state.stops}
            onWithout={
              state.stops.some(({ view }) => flow.on.includes(view.id) && form.about === view.kind)
                ? undefined
                : state.without
            }
            onAnyway={state.stops.every((stop) => stop.fact) ? (reason) => void state.finish(sight, reason) : undefined}
          />
        )}
        <form
          class="form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            next();
          }}
          onKeyDown={nextOnEnter}
        >
          {page.kind === "step" ? (
            <StepPage
              key={key}
              {...{ sight, flow, name, form, page, troubles, now }}
              onFlow={(change) => state.change(change)}
            />
          ) : (
            <CheckPage
              {...{ sight, flow, name, form }}
              onChange={(member, step) => turn({ ...flow, page: { kind: "step", member, step } })}
              onAdd={isParty ? () => state.change((was) => joined(sight, world, was)) : undefined}
              onRemove={isParty ? (member) => state.change((was) => parted(was, member)) : undefined}
            />
          )}
          {state.stops.length === 0 && <PrimaryBar label={labelOf(form, flow, last)} disabled={state.saving} />}
        </form>
      </Screen>
    </div>
  );
}

function labelOf(form: Form, flow: Flow, last: boolean): string {
  if (!last) return say("act.next");
  return form.many && flow.members.length > 1 ? say("flow.saveAll", { count: flow.members.length }) : say("act.save");
}

const item = (form: Form, trouble: Trouble) => {
  const field = form.fields[trouble.field];
  const text = field && trouble.code !== "split" ? faultWords(field, trouble.code) : say("flow.split");
  const name = tell(field?.label ?? trouble.field);
  return { id: questionId(trouble.member, trouble.field), text: say("shown.pair", { name, value: text }) };
};

/** A reader types like a keyboard and ends with Enter: the next empty box, not the end of the form. */
function nextOnEnter(event: KeyboardEvent & { readonly currentTarget: HTMLFormElement }): void {
  const input = event.target;
  if (event.key !== "Enter" || !(input instanceof HTMLInputElement) || input.type !== "text" || event.isComposing)
    return;
  const boxes = [...event.currentTarget.querySelectorAll<HTMLInputElement>("input.input")];
  const empty = boxes.slice(boxes.indexOf(input) + 1).find((box) => box.value === "");
  if (!empty) return;
  event.preventDefault();
  empty.focus();
}
