// The phone starts: light and words first, then what it keeps, then the screen.

import { effect } from "@preact/signals";
import { render } from "preact";
import "./style/index.css";
import "./screens/screens.css";
import { App } from "./app";
import { startMode } from "./parts/mode";
import { follow } from "./route";
import { bringScreens } from "./screens/later";
import { startClock } from "./screens/sight";
import { chosenLanguage, programme, session, start, words } from "./store/api";
import { lang, startWords } from "./words";
import { zone } from "./words/time";

async function open(): Promise<void> {
  startMode();
  await startWords();
  const place = document.getElementById("app");
  if (place) render(<App />, place);
  follow();
  await start();
  startClock();
  effect(() => {
    zone.value = programme.value?.time_zone ?? "";
  });
  effect(() => {
    // A programme that arrives brings its words: they are spoken in the language of the screen.
    if (session.value && programme.value) void speakAs(lang.peek());
  });
}

async function speakAs(shell: string): Promise<void> {
  if ((await chosenLanguage()) !== shell) await words(shell);
}

void open().then(bringScreens);
