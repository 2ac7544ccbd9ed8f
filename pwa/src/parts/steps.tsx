import { say } from "../words";

export interface StepProgressProps {
  readonly steps: readonly { readonly name: string; readonly label: string }[];
  /** Name of the step on the screen. */
  readonly now: string;
  /** Names of steps that are done; these can be gone back to. */
  readonly done: readonly string[];
  readonly onGo?: ((name: string) => void) | undefined;
}

/** Named steps as links of a small chain. */
export function StepProgress({ steps, now, done, onGo }: StepProgressProps) {
  const index = steps.findIndex((s) => s.name === now);
  const label = steps[index]?.label ?? "";
  return (
    <nav class="steps" aria-label={say("form.step", { step: index + 1, count: steps.length })}>
      <ol>
        {steps.map((s) => {
          const state = s.name === now ? "now" : done.includes(s.name) ? "done" : "next";
          return (
            <li key={s.name} class="step" data-state={state}>
              {state === "done" && onGo ? (
                <button
                  type="button"
                  class="step-face"
                  onClick={() => onGo(s.name)}
                  aria-label={`${s.label}, ${say("form.stepDone")}`}
                >
                  <StepLink /> <span class="step-label">{s.label}</span>
                </button>
              ) : (
                <span class="step-face" aria-current={state === "now" ? "step" : undefined}>
                  <StepLink /> <span class="step-label">{s.label}</span>
                </span>
              )}
            </li>
          );
        })}
      </ol>
      <p class="steps-now" aria-hidden="true">
        <b>{label}</b> <span class="quiet">{say("form.step", { step: index + 1, count: steps.length })}</span>
      </p>
    </nav>
  );
}

function StepLink() {
  return <span class="step-link" aria-hidden="true" />;
}
