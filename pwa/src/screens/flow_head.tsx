// Above a form: for whom it is, which way the phone faces, and another language at hand.

import { useRef } from "preact/hooks";
import type { Form } from "../core/programme";
import { Button } from "../parts/button";
import { Icon } from "../parts/icon";
import { languageName } from "../parts/language_tiles";
import { lang, languages, say } from "../words";
import { isShared, type Flow, type Page } from "../form/flow";
import type { Sight } from "./look";
import { nameOf, speaking } from "./naming";
import { speak, spokenFor } from "./speech";

export interface FlowHeadProps {
  readonly sight: Sight;
  readonly flow: Flow;
  readonly form: Form;
  readonly page: Page;
  readonly facing: boolean;
  /** The traveller reads this language from now on. */
  readonly onReader: (language: string) => void;
}

export function FlowHead({ sight, flow, form, page, facing, onReader }: FlowHeadProps) {
  const whom = forWhom(sight, flow, form, page);
  // Said to the staff, so in the staff's own language: that of the last screen that faced them.
  const turn = useRef({ lang: lang.value, text: say("form.turn") });
  if (!facing) turn.current = { lang: lang.value, text: say("form.turn") };
  return (
    <>
      {facing && (
        <p class="turn">
          <Icon name="phone" />
          <span lang={turn.current.lang}>{turn.current.text}</span>
        </p>
      )}
      {whom && <p class="whom">{whom}</p>}
      <div class="speak">{facing ? <ReaderSwitch {...{ sight, flow, onReader }} /> : <StaffSwitch />}</div>
    </>
  );
}

/** The staff's other languages; what was typed stays. */
function StaffSwitch() {
  return (
    <>
      {languages
        .filter((one) => one !== lang.value)
        .map((one) => (
          <Button key={one} kind="quiet" icon="language" onPress={() => void speak(one)}>
            <span lang={one}>{languageName(one)}</span>
          </Button>
        ))}
    </>
  );
}

/** The programme's other languages, for a traveller who reads another one better. */
function ReaderSwitch({ sight, flow, onReader }: Pick<FlowHeadProps, "sight" | "flow" | "onReader">) {
  const now = flow.reader ? spokenFor(sight.programme, flow.reader) : speaking();
  return (
    <>
      {sight.programme.languages
        .filter((one) => one !== now)
        .map((one) => (
          <Button key={one} kind="quiet" icon="language" onPress={() => onReader(one)}>
            <span lang={one}>{languageName(one)}</span>
          </Button>
        ))}
    </>
  );
}

function forWhom(sight: Sight, flow: Flow, form: Form, page: Page): string {
  if (page.kind === "check") return "";
  if (form.many && form.record === "new") {
    return flow.members.length > 1 || page.member > 0 ? say("form.partyOf", { index: page.member + 1 }) : "";
  }
  // Who is chosen on this very screen needs no line above it.
  const asked = form.steps[page.step]?.fields ?? [];
  if (asked.some((name) => form.fields[name]?.type === "refs" && !form.fields[name].calc)) return "";
  const shared = isShared(form, flow) || form.record === "new";
  const records = shared ? flow.on : [flow.members[page.member]?.record ?? ""];
  return records
    .flatMap((id) => sight.views.get(id) ?? [])
    .map((view) => nameOf(sight, view).whole)
    .join(" · ");
}
