// The devices of the places one oversees: who has which, when it was heard, what it still holds. A lost one is taken out
// of use here.

import { useEffect, useState } from "preact/hooks";
import { Button } from "../parts/button";
import { Facts } from "../parts/card";
import { Confirm, Empty, Notice } from "../parts/notice";
import { ProblemOfServer } from "../store/api";
import { devices, type OverseenDevice, takeOut } from "../store/devices";
import { say } from "../words";
import { problemWords } from "../words/problems";
import { ago, moment } from "../words/time";
import { Screen } from "./chrome";
import type { Sight } from "./look";
import { placeName } from "./naming";
import "./devices.css";

const POLL_MS = 20_000;

interface Seen {
  readonly sight: Sight;
  readonly now: number;
}

export function Devices({ sight, now }: Seen) {
  const { rows, problem, ask, refuse } = useDevices();
  return (
    <Screen title={say("devices.title")} lead={say("devices.lead")}>
      {problem && (
        <Notice tone="waiting" title={problemWords(problem).what}>
          {problemWords(problem).next}
        </Notice>
      )}
      {rows?.length === 0 && <Empty title={say("devices.empty")} />}
      <ul class="devices">
        {rows?.map((one) => (
          <Device
            key={one.inc}
            sight={sight}
            now={now}
            device={one}
            onOut={() => void takeOut(one.inc).then(ask, refuse)}
          />
        ))}
      </ul>
    </Screen>
  );
}

function Device({ sight, now, device, onOut }: Seen & { device: OverseenDevice; onOut: () => void }) {
  const [asking, ask] = useState(false);
  const name = device.inc.toUpperCase();
  const isMine = device.inc === sight.session.inc;
  return (
    <li class="device" data-out={device.revoked_at !== null || undefined}>
      <h2>
        <span>{device.who}</span> <span class="device-name">{name}</span>
      </h2>
      <Facts
        facts={[
          { label: say("devices.place"), value: placeName(sight, device.place) },
          {
            label: say("devices.heard"),
            value: device.last_contact === null ? say("devices.never") : ago(device.last_contact, now),
          },
          { label: say("devices.held"), value: device.held === null ? "" : String(device.held) },
        ]}
      />
      {device.unable && device.revoked_at === null && <p class="quiet">{say("devices.unable")}</p>}
      {device.revoked_at !== null && <p>{say("devices.out", { time: moment(device.revoked_at, now) })}</p>}
      {isMine && <p class="quiet">{say("devices.mine")}</p>}
      {device.revoked_at === null && !isMine && !asking && (
        <Button kind="grave" onPress={() => ask(true)}>
          {say("devices.takeOut")}
        </Button>
      )}
      {device.revoked_at === null && asking && (
        <Confirm
          question={say("devices.ask", { device: name, who: device.who })}
          yes={say("devices.takeOut")}
          onYes={() => {
            ask(false);
            onOut();
          }}
          onNo={() => ask(false)}
        />
      )}
    </li>
  );
}

/** The list as of now, again and again while it is looked at. */
function useDevices() {
  const [rows, show] = useState<readonly OverseenDevice[] | null>(null);
  const [problem, tell] = useState<string | null>(null);
  const [asked, again] = useState(0);
  const refuse = (cause: unknown) => tell(cause instanceof ProblemOfServer ? cause.code : "fault");
  useEffect(() => {
    let isOver = false;
    const read = () => {
      devices().then(
        (found) => {
          if (isOver) return;
          show(found);
          tell(null);
        },
        (cause: unknown) => !isOver && refuse(cause),
      );
    };
    read();
    const timer = setInterval(read, POLL_MS);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [asked]);
  return { rows, problem, refuse, ask: () => again((n) => n + 1) };
}
