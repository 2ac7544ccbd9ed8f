// Taking up a post: the link brings the code, or it is typed.

import { useState } from "preact/hooks";
import { PrimaryBar } from "../parts/button";
import { Notice } from "../parts/notice";
import { LanguageSwitch, ModeSwitch } from "../parts/switches";
import { TextField } from "../parts/text_field";
import { enrol, enrolment } from "../store/api";
import { say } from "../words";
import { problemWords } from "../words/problems";
import { Screen } from "./chrome";

/** WeChat, DingTalk and their like: pages there cannot be kept, and forget when closed. */
const IN_APP = /MicroMessenger|DingTalk|AliApp|QQ\//i;

export function Welcome() {
  const { busy, problem, code } = enrolment.value;
  const [typed, type] = useState(code ?? "");
  const [tried, tryIt] = useState(false);
  const take = () => {
    tryIt(true);
    // What went wrong stands in `enrolment`, and so on the screen.
    if (typed.trim()) void enrol(typed.trim()).catch(() => undefined);
  };
  const told = problem ? problemWords(problem) : null;
  return (
    <Screen first title={say("app.name")} lead={say("app.purpose")}>
      <LanguageSwitch />
      {IN_APP.test(navigator.userAgent) && <Notice tone="waiting" title={say("enrol.inApp")} />}
      {busy && <Notice title={say("enrol.working")} />}
      {told && (
        <Notice tone="waiting" title={told.what}>
          {told.next}
        </Notice>
      )}
      <p>{say("welcome.lead")}</p>
      <form
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          take();
        }}
      >
        <TextField
          id="enrol-code"
          label={say("enrol.code")}
          hint={say("enrol.why")}
          code
          value={typed}
          onChange={type}
          problem={tried && !typed.trim() ? say("fault.needed") : undefined}
        />
        <ModeSwitch />
        <PrimaryBar label={say("enrol.go")} disabled={busy} />
      </form>
    </Screen>
  );
}
