// Inside another app's browser: how to open this page in the phone's own, with a picture of where to tap.

import { Button } from "../parts/button";
import { LanguageSwitch } from "../parts/switches";
import type { InApp } from "../parts/in_app";
import { say } from "../words";
import { Screen } from "./chrome";
import "./in_app.css";

export interface OpenOutsideProps {
  readonly app: InApp;
  readonly onStay: () => void;
}

export function OpenOutside({ app, onStay }: OpenOutsideProps) {
  const item = say(app === "wechat" ? "inApp.wechatItem" : app === "dingtalk" ? "inApp.dingtalkItem" : "inApp.item");
  return (
    <Screen first title={say("inApp.title")} lead={say("inApp.why")}>
      <LanguageSwitch />
      <figure class="in-app">
        <Drawing item={item} />
        <figcaption>
          <ol>
            <li>{say("inApp.first")}</li>
            <li>{say("inApp.second", { item })}</li>
          </ol>
        </figcaption>
      </figure>
      <p class="quiet">{say("inApp.keeps")}</p>
      <Button kind="quiet" wide onPress={onStay}>
        {say("inApp.stay")}
      </Button>
    </Screen>
  );
}

/** A phone with three dots at the top right, and the menu that opens from them. */
function Drawing({ item }: { readonly item: string }) {
  return (
    <svg viewBox="0 0 320 220" role="img" aria-label={say("inApp.picture", { item })}>
      <rect class="in-app-phone" x="8" y="8" width="304" height="230" rx="26" />
      <path class="in-app-line" d="M8 60H312" />
      <path class="in-app-line" d="M40 26l-10 9 10 9" />
      <circle class="in-app-ring" cx="276" cy="35" r="19" />
      <g class="in-app-dots">
        <circle cx="268" cy="35" r="2.6" />
        <circle cx="276" cy="35" r="2.6" />
        <circle cx="284" cy="35" r="2.6" />
      </g>
      <path class="in-app-arrow" d="M276 60V92m-8-9 8 10 8-10" />
      <rect class="in-app-menu" x="44" y="100" width="252" height="96" rx="14" />
      <rect class="in-app-faint" x="64" y="116" width="120" height="8" rx="4" />
      <rect class="in-app-pick" x="54" y="138" width="232" height="44" rx="10" />
      <circle class="in-app-globe" cx="78" cy="160" r="11" />
      <path class="in-app-globe" d="M67 160H89M78 149c-6 7-6 15 0 22 6-7 6-15 0-22" />
      <text x="100" y="166">
        {item}
      </text>
    </svg>
  );
}
