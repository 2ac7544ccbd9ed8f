// Where one is in a form: what the screen is called, and the named steps behind and ahead.

import type { Act, Form } from "../core/programme";
import { StepProgress } from "../parts/steps";
import type { Page } from "../form/flow";
import { stepTitle } from "../form/step_page";
import { say } from "../words";
import { tell } from "./naming";

export const pageKey = (page: Page): string => (page.kind === "check" ? "check" : `${page.member}.${page.step}`);

/** What a screen is called: its step, else its form where the act has several, else the act. */
export function pageTitle(act: Act, name: string, form: Form, page: Page): string {
  if (page.kind === "check") return say("flow.review");
  const step = form.steps[page.step];
  if (form.steps.length > 1 && step) return stepTitle(name, step.name);
  return act.forms.length > 1 ? tell(name) : tell(`act.${act.name}`);
}

/** The screens of one person's form, with the look over all at the end. */
const ownPages = (pages: readonly Page[], page: Page): readonly Page[] =>
  page.kind === "check" ? [] : pages.filter((one) => one.kind === "check" || one.member === page.member);

export function stepLead(pages: readonly Page[], page: Page): string | undefined {
  const own = ownPages(pages, page);
  const at = own.findIndex((one) => pageKey(one) === pageKey(page));
  return own.length > 1 ? say("form.step", { step: at + 1, count: own.length }) : undefined;
}

export interface FlowStepsProps {
  readonly name: string;
  readonly form: Form;
  readonly pages: readonly Page[];
  readonly page: Page;
  readonly onGo: (page: Page) => void;
}

/** The named steps of the person being asked; the look over all is the last. */
export function FlowSteps({ name, form, pages, page, onGo }: FlowStepsProps) {
  const own = ownPages(pages, page);
  if (own.length < 2) return null;
  const steps = own.map((one) => ({
    name: pageKey(one),
    label: one.kind === "check" ? say("flow.review") : stepTitle(name, form.steps[one.step]?.name ?? ""),
  }));
  const here = own.findIndex((one) => pageKey(one) === pageKey(page));
  return (
    <StepProgress
      steps={steps}
      now={pageKey(page)}
      done={steps.slice(0, here).map((step) => step.name)}
      onGo={(to) => onGo(own.find((one) => pageKey(one) === to) ?? page)}
    />
  );
}
