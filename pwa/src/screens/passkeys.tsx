// My passkeys: what a desk's screen is taken up with, and what is asked for before a device is taken out of use.

import { useEffect, useState } from "preact/hooks";
import { addPasskey, type Passkey, passkeys, removePasskey } from "../link/passkey";
import { Button } from "../parts/button";
import { Confirm, Empty, Notice } from "../parts/notice";
import { ProblemOfServer } from "../store/api";
import { say } from "../words";
import { problemWords } from "../words/problems";
import { moment } from "../words/time";
import { Screen } from "./chrome";
import type { Sight } from "./look";
import "./devices.css";

export function Passkeys({ sight, now }: { readonly sight: Sight; readonly now: number }) {
  const [rows, show] = useState<readonly Passkey[] | null>(null);
  const [problem, tell] = useState<string | null>(null);
  const [busy, work] = useState(false);
  const read = () => passkeys().then(show);
  const doing = (work_: Promise<unknown>) => {
    work(true);
    tell(null);
    void work_
      .then(read)
      .catch((cause: unknown) => tell(cause instanceof ProblemOfServer ? cause.code : "fault"))
      .finally(() => work(false));
  };
  useEffect(() => doing(Promise.resolve()), []);
  const { person, who } = sight.session;
  return (
    <Screen title={say("passkeys.title")} lead={say("passkeys.lead")}>
      {problem && (
        <Notice tone="waiting" title={problemWords(problem).what}>
          {problemWords(problem).next}
        </Notice>
      )}
      {rows?.length === 0 && <Empty title={say("passkeys.empty")} />}
      <ul class="devices">
        {rows?.map((one) => (
          <Row
            key={one.id}
            name={say("passkeys.made", { time: moment(one.made_at, now) })}
            onOut={() => doing(removePasskey(one.id))}
          />
        ))}
      </ul>
      <div>
        <Button wide disabled={busy} onPress={() => doing(addPasskey(person, who))}>
          {say("passkeys.add")}
        </Button>
      </div>
    </Screen>
  );
}

function Row({ name, onOut }: { readonly name: string; readonly onOut: () => void }) {
  const [asking, ask] = useState(false);
  return (
    <li class="device">
      <h2>{name}</h2>
      {asking ? (
        <Confirm question={say("passkeys.ask")} yes={say("passkeys.remove")} onYes={onOut} onNo={() => ask(false)} />
      ) : (
        <Button onPress={() => ask(true)}>{say("passkeys.remove")}</Button>
      )}
    </li>
  );
}
