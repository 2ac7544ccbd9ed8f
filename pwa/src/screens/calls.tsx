// Whether this phone is called while the app is closed; and the tap that allows it.

import { Button } from "../parts/button";
import { Notice } from "../parts/notice";
import { allowCalls, calls, stopCalls } from "../store/api";
import { lang, say } from "../words";

export function CallsHere() {
  const now = calls.value;
  return (
    <section class="group">
      <header class="group-head">
        <h2>{say("calls.title")}</h2>
      </header>
      {now === "on" && <Notice tone="settled" title={say("calls.on")} />}
      {now === "denied" && <Notice tone="waiting" title={say("calls.denied")} />}
      {now === "cannot" && (
        <Notice tone="waiting" title={say("calls.cannot")}>
          <p>{say("calls.instead")}</p>
        </Notice>
      )}
      {now === "home_screen" && (
        <Notice tone="waiting" title={say("calls.home_screen")}>
          <p>{say("calls.home_screen.how")}</p>
        </Notice>
      )}
      {now === "silent" && <Notice title={say("calls.silent")} />}
      {now === "offline" && <Notice tone="waiting" title={say("calls.offline")} />}
      {now === "off" && <p class="quiet">{say("calls.why")}</p>}
      {now === "on" ? (
        <Button onPress={() => void stopCalls()}>{say("calls.stop")}</Button>
      ) : (
        <Button disabled={now === "asking"} onPress={() => void allowCalls(lang.peek())}>
          {say(now === "asking" ? "calls.asking" : "calls.allow")}
        </Button>
      )}
    </section>
  );
}
