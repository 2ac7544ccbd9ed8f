// Entries of another phone come onto this one: read off its screen by the camera, or out of a file.

import { useEffect, useRef, useState } from "preact/hooks";
import { type Gathered, missingOf, seenOf } from "../core/frames";
import { Button } from "../parts/button";
import { Notice } from "../parts/notice";
import type { Carried } from "../store/carriage";
import { say } from "../words";
import { problemWords } from "../words/problems";
import { watch } from "./camera_view";
import "./carry.css";
import { Screen } from "./chrome";
import { useHeading } from "./later";
import { useTaking } from "./taking";

/** So many codes that are still missing are named. */
const NAMED_MAX = 6;

type Camera = "off" | "on" | "denied";

export function Take() {
  useHeading("takeover");
  const { seen, carried, trouble, isTaken, read, open, anew, putAway } = useTaking();
  const [camera, turn] = useState<Camera>("off");
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (camera !== "on" || !video.current) return;
    return watch(video.current, read, () => turn("denied"));
  }, [camera]);
  useEffect(() => {
    if (isTaken) turn("off");
  }, [isTaken]);
  return (
    <Screen title={say("carry.take")} lead={say("carry.takeLead")}>
      {isTaken && carried.length === 0 && <Notice tone="settled" title={say("carry.handedIn")} />}
      {carried.map((one) => (
        <Notice key={one.id} tone="waiting" title={say("carry.carrying")}>
          <p>{fate(one)}</p>
          {one.refused && <Button onPress={() => void putAway(one)}>{say("carry.drop")}</Button>}
        </Notice>
      ))}
      {trouble && <Notice tone="waiting" title={trouble} />}
      {camera === "denied" && <Notice tone="waiting" title={say("carry.noCamera")} />}
      {seen && <Progress seen={seen} anew={anew} />}
      {camera === "on" && <video ref={video} class="take-video" muted playsInline aria-label={say("carry.camera")} />}
      <div class="phone-nav">
        {camera !== "on" && (
          <Button wide onPress={() => turn("on")}>
            {say("carry.camera")}
          </Button>
        )}
        <label class="take-file">
          <span>{say("carry.open")}</span>
          <input
            type="file"
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              if (file) void open(file);
              event.currentTarget.value = "";
            }}
          />
        </label>
      </div>
    </Screen>
  );
}

function Progress({ seen, anew }: { readonly seen: Gathered; readonly anew: () => void }) {
  const missing = missingOf(seen);
  return (
    <section class="take-progress">
      <p role="status">{say("carry.seen", { seen: seenOf(seen), count: seen.of })}</p>
      <progress max={seen.of} value={seenOf(seen)} aria-label={say("carry.take")} />
      {missing.length <= NAMED_MAX && <p>{say("carry.missing", { codes: missing.join(", ") })}</p>}
      <Button onPress={anew}>{say("carry.anew")}</Button>
    </section>
  );
}

/** What becomes of what is carried. */
function fate({ refused }: Carried): string {
  if (refused === null) return say("carry.goesOut");
  if (refused === "malformed") return say("carry.notOurs");
  return refused === "seq-gap" ? say("carry.gap") : problemWords(refused).what;
}
