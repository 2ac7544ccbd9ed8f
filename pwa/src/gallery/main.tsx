// Every part on one page, for those who work on the look: `npx vite`, then /src/gallery/?show=list&lang=en&mode=night.
// show: list, person, form, choice, state, desk. Not part of the build.

import { render } from "preact";
import { setMode, startMode, type Mode } from "../parts/mode";
import { Pill } from "../parts/pill";
import { bringWords, languages, setLang, startWords } from "../words";
import { zone } from "../words/time";
import { ChoicePage } from "./choice";
import { FormPage } from "./form";
import { ListPage } from "./list";
import { PersonPage } from "./person";
import { nothing } from "./shown";
import { StatePage } from "./state";
import "../style/index.css";

const pages = { list: ListPage, person: PersonPage, form: FormPage, choice: ChoicePage, state: StatePage };

function Gallery({ show }: { readonly show: string }) {
  const Page = pages[show as keyof typeof pages];
  const desk = show === "desk";
  return (
    <div class="app" data-desk={desk || undefined}>
      {desk ? (
        <>
          <div class="desk-list">
            <ListPage />
          </div>
          <main class="desk-page">
            <PersonPage />
          </main>
        </>
      ) : (
        <main>
          <Page />
        </main>
      )}
      <div class="corner">
        <Pill unsent={show === "list" ? 0 : 3} needsYou={show === "person" ? 1 : 0} onPress={nothing} />
      </div>
    </div>
  );
}

const asked = new URLSearchParams(location.search);
startMode();
setMode((asked.get("mode") as Mode | null) ?? "auto");
zone.value = "Asia/Shanghai";
await startWords();
await bringWords();
await setLang(languages.find((l) => l === asked.get("lang")) ?? "zh-Hans");
const place = document.getElementById("app");
if (place) render(<Gallery show={asked.get("show") ?? "list"} />, place);
