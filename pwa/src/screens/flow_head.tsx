// Above a form: for whom it is, and which way the phone faces.

import { useRef } from "preact/hooks";
import type { Form } from "../core/programme";
import { Icon } from "../parts/icon";
import { say } from "../words";
import { isShared, type Flow, type Page } from "../form/flow";
import type { Sight } from "./look";
import { nameOf } from "./naming";

export interface FlowHeadProps {
  readonly sight: Sight;
  readonly flow: Flow;
  readonly name: string;
  readonly form: Form;
  readonly page: Page;
  readonly facing: boolean;
}

export function FlowHead({ sight, flow, form, page, facing }: FlowHeadProps) {
  const whom = forWhom(sight, flow, form, page);
  // Said to the staff, so in the staff's own language: that of the last screen that faced them.
  const turn = useRef(say("form.turn"));
  if (!facing) turn.current = say("form.turn");
  return (
    <>
      {facing && (
        <p class="turn">
          <Icon name="phone" />
          <span>{turn.current}</span>
        </p>
      )}
      {whom && <p class="whom">{whom}</p>}
    </>
  );
}

function forWhom(sight: Sight, flow: Flow, form: Form, page: Page): string {
  if (form.many && form.record === "new") {
    return page.kind === "step" && (flow.members.length > 1 || page.member > 0) ? say("form.partyOf", { index: page.member + 1 }) : "";
  }
  // Who is chosen on this very screen needs no line above it.
  const choosing = page.kind === "step" && (form.steps[page.step]?.fields ?? []).some((name) => form.fields[name]?.type === "refs" && !form.fields[name].calc);
  if (choosing || page.kind === "check") return "";
  const shared = isShared(form, flow);
  const records = shared || form.record === "new" ? flow.on : [flow.members[page.member]?.record ?? ""];
  return records.flatMap((id) => sight.views.get(id) ?? []).map((view) => nameOf(sight, view).whole).join(" · ");
}
