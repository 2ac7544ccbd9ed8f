// Taking up a post: the link brings the code, or it is typed.

import { useEffect, useState } from "preact/hooks";
import { knowsPasskeys, showPasskey } from "../link/passkey";
import { Button, PrimaryBar } from "../parts/button";
import { inApp } from "../parts/in_app";
import { Notice } from "../parts/notice";
import { LanguageSwitch, ModeSwitch } from "../parts/switches";
import { TextField } from "../parts/text_field";
import { enrol, enrolment, ProblemOfServer } from "../store/api";
import { askPractice, postAddress, practice } from "../store/practice";
import { say } from "../words";
import { problemWords } from "../words/problems";
import { Screen } from "./chrome";
import { Front } from "./front";
import { OpenOutside } from "./in_app";

export function Welcome() {
  const { busy, problem, code } = enrolment.value;
  const [typed, type] = useState(code ?? "");
  const [tried, tryIt] = useState(false);
  const [unproved, tell] = useState<string | null>(null);
  const take = () => {
    tryIt(true);
    // What went wrong stands in `enrolment`, and so on the screen.
    if (typed.trim()) void enrol(typed.trim()).catch(() => undefined);
  };
  const withPasskey = async () => {
    tell(null);
    const code = await showPasskey().catch((cause: unknown) => {
      tell(cause instanceof ProblemOfServer ? cause.code : "fault");
      return null;
    });
    if (code) await enrol(code).catch(() => undefined);
  };
  const [stays, stay] = useState(false);
  const demo = practice.value;
  useEffect(() => void askPractice(), []);
  const app = inApp();
  if (demo?.front) return <Front demo={demo} />;
  if (app && !stays) return <OpenOutside app={app} onStay={() => stay(true)} />;
  const post = demo?.posts.findIndex(({ url }) => url === location.origin) ?? -1;
  const wrong = problem ?? unproved;
  const told = wrong ? problemWords(wrong) : null;
  return (
    <Screen first title={say("app.name")} lead={say("app.purpose")}>
      <LanguageSwitch />
      {app && <Notice tone="waiting" title={say("enrol.inApp")} />}
      {busy && <Notice title={say("enrol.working")} />}
      {told && (
        <Notice tone="waiting" title={told.what}>
          {told.next}
        </Notice>
      )}
      {post >= 0 && (
        <a class="button" data-kind="plain" data-wide href={postAddress(post + 1)}>
          <span>{say("front.open", { who: demo?.posts[post]?.who ?? "" })}</span>
        </a>
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
        {knowsPasskeys() && (
          <div>
            <Button wide disabled={busy} onPress={() => void withPasskey()}>
              {say("passkeys.use")}
            </Button>
          </div>
        )}
        <ModeSwitch />
        <PrimaryBar label={say("enrol.go")} disabled={busy} />
      </form>
    </Screen>
  );
}
