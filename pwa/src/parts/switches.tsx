import { languages, lang, say, setLang, type Lang } from "../words";
import { mode, setMode, type Mode } from "./mode";
import { Icon, type IconName } from "./icon";
import { isMuted, mute } from "./sound";
import { languageName } from "./language_tiles";

export interface LanguageSwitchProps {
  readonly languages?: readonly Lang[] | undefined;
  /** Called after the shell speaks the new language (to load the programme's words too). */
  readonly onSwitch?: ((to: Lang) => void) | undefined;
}

/** Languages side by side, each in its own script. What was typed stays. */
export function LanguageSwitch({ languages: offered = languages, onSwitch }: LanguageSwitchProps) {
  const speak = async (to: Lang) => {
    await setLang(to);
    onSwitch?.(to);
  };
  return (
    <div class="switch" role="group" aria-label={say("nav.language")}>
      {offered.map((tag) => (
        <button key={tag} type="button" lang={tag} aria-pressed={tag === lang.value} onClick={() => void speak(tag)}>
          {languageName(tag)}
        </button>
      ))}
    </div>
  );
}

const faces: readonly (readonly [Mode, IconName])[] = [
  ["auto", "phone"],
  ["day", "day"],
  ["night", "moon"],
  ["sun", "sun"],
];

/** Day, night, bright sun, or as the phone. */
export function ModeSwitch() {
  return (
    <div class="switch" role="group" aria-label={say("nav.light")}>
      {faces.map(([m, icon]) => (
        <button key={m} type="button" aria-pressed={m === mode.value} onClick={() => setMode(m)}>
          <Icon name={icon} size={20} />
          {say(`mode.${m}`)}
        </button>
      ))}
    </div>
  );
}

/** Whether a request to this office is heard while the app is open. */
export function SoundSwitch() {
  return (
    <div class="switch" role="group" aria-label={say("calls.sound")}>
      {[false, true].map((to) => (
        <button key={String(to)} type="button" aria-pressed={isMuted.value === to} onClick={() => mute(to)}>
          {say(to ? "calls.soundOff" : "calls.soundOn")}
        </button>
      ))}
    </div>
  );
}
