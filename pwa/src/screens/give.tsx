// Entries leave this phone without a network: as codes on its screen, or as a file. Both are sealed for the house.

import { useEffect, useState } from "preact/hooks";
import { framesOf } from "../core/frames";
import { Button } from "../parts/button";
import { Notice } from "../parts/notice";
import { Qr } from "../parts/qr";
import { idOf, sealedOutbox } from "../store/carriage";
import { session, sync } from "../store/api";
import { say } from "../words";
import { Screen } from "./chrome";
import "./carry.css";
import { useHeading } from "./later";

const FRAME_MS = 350;

export function Give() {
  useHeading("give");
  const [parcels, show] = useState<{ readonly text: string; readonly frames: readonly string[] } | null>(null);
  const [trouble, tell] = useState(false);
  const [at, turn] = useState(0);
  const [isStill, stop] = useState(false);
  const { unsent } = sync.value;
  useEffect(() => {
    void sealedOutbox()
      .then(async (text) => show({ text, frames: framesOf(text, await idOf(text)) }))
      .catch((cause: unknown) => {
        console.warn("nothing could be sealed", cause);
        tell(true);
      });
  }, []);
  const count = parcels?.frames.length ?? 1;
  useEffect(() => {
    if (isStill || count < 2) return;
    const timer = setInterval(() => turn((was) => (was + 1) % count), FRAME_MS);
    return () => clearInterval(timer);
  }, [isStill, count]);
  if (unsent === 0) {
    return (
      <Screen title={say("carry.give")}>
        <Notice tone="settled" title={say("sync.nothing")} />
      </Screen>
    );
  }
  return (
    <Screen title={say("carry.give")} lead={say("carry.giveLead", { count: unsent })}>
      {trouble && <Notice tone="waiting" title={say("carry.noKey")} />}
      {parcels && (
        <>
          <figure class="qr-sheet give-sheet">
            <Qr text={parcels.frames[at] ?? ""} label={say("carry.frame", { at: at + 1, count })} />
            <figcaption>{say("carry.frame", { at: at + 1, count })}</figcaption>
          </figure>
          <p>{say("carry.how")}</p>
          {count > 1 && (
            <div class="notice-acts">
              <Button onPress={() => stop(!isStill)}>{say(isStill ? "carry.go" : "carry.hold")}</Button>
              {isStill && <Button onPress={() => turn((was) => (was + 1) % count)}>{say("act.next")}</Button>}
            </div>
          )}
          <div class="phone-nav">
            <Button wide onPress={() => save(parcels.text)}>
              {say("carry.file")}
            </Button>
          </div>
          <p class="quiet">{say("carry.safe")}</p>
        </>
      )}
    </Screen>
  );
}

function save(text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = `homeward-${session.value?.inc ?? ""}.parcel.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
