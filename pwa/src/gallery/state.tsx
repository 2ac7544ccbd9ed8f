import { Button } from "../parts/button";
import { Confirm, Empty, Notice } from "../parts/notice";
import { Pill } from "../parts/pill";
import { LanguageSwitch, ModeSwitch } from "../parts/switches";
import { say } from "../words";
import { problemWords } from "../words/problems";
import { verdictWords } from "../words/verdicts";
import { nothing, Shown, t } from "./shown";

export function StatePage() {
  const offline = problemWords("offline");
  const moved = verdictWords("quarantined", "out-of-scope");
  return (
    <Shown title={t("送达情况", "What is sent")}>
      <div class="quick">
        <Pill unsent={0} needsYou={0} onPress={nothing} />
        <Pill unsent={3} needsYou={0} onPress={nothing} />
        <Pill unsent={3} needsYou={1} onPress={nothing} />
      </div>
      <Notice title={offline.what}>
        <p>
          {offline.safe} {offline.next}
        </p>
      </Notice>
      <Notice
        tone="waiting"
        title={moved.what}
        act={{ label: say("attention.openRecord"), onPress: nothing }}
        onDismiss={nothing}
      >
        <p>
          {moved.safe} {moved.next}
        </p>
      </Notice>
      <Notice
        tone="overdue"
        title={t("蓝标旅客不能上采样班车", "A person with a blue tag cannot board the test bus")}
      />
      <Notice tone="settled" title={say("sync.nothing")} />
      <Confirm question={say("form.discardAsk")} yes={say("act.discard")} onYes={nothing} onNo={nothing} />
      <Empty title={say("post.empty")} act={{ label: t("登记", "Register"), onPress: nothing }}>
        {say("post.emptyWhy")}
      </Empty>
      <LanguageSwitch />
      <ModeSwitch />
      <div class="quick">
        <Button kind="main">{say("act.save")}</Button>
        <Button>{say("act.change")}</Button>
        <Button kind="quiet">{say("act.cancel")}</Button>
        <Button kind="grave">{say("act.discard")}</Button>
        <Button disabled>{say("act.next")}</Button>
      </div>
    </Shown>
  );
}
