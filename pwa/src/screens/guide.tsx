// The picture guide, for a traveller beside this phone: a code for theirs, or the pictures on this one.

import { Notice } from "../parts/notice";
import { Qr } from "../parts/qr";
import { say } from "../words";
import { Screen } from "./chrome";
import { useHeading } from "./later";

const loopback = /^(localhost|127\.|\[::1\])/;

export function Guide() {
  useHeading("guide");
  const address = new URL("/guide", location.origin).href;
  return (
    <Screen title={say("guide.title")} lead={say("guide.lead")}>
      {loopback.test(location.host) ? (
        <Notice title={say("guide.onlyHere")} />
      ) : (
        <figure class="qr-sheet">
          <Qr text={address} label={say("guide.code")} />
          <figcaption>{address}</figcaption>
        </figure>
      )}
      <a class="button" data-kind="plain" data-wide href={address} target="_blank" rel="noopener">
        <span>{say("guide.here")}</span>
      </a>
    </Screen>
  );
}
