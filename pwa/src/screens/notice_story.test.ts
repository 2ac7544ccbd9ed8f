import { beforeAll, expect, test, vi } from "vitest";
import { sightOf } from "../form/testing";
import type { Asked, StoryLine } from "../store/api";
import { bringWords, setLang } from "../words";
import { howFar } from "./notice_story";

const line = (what: string, through?: string): StoryLine => ({ at: 1, what, ...(through ? { through } : {}) });
const asked = (story: readonly StoryLine[], more: Partial<Asked> = {}): Asked => ({
  ...{ id: "n", kind: "guest", record: "r", office: "pier:P1", size: 3, made_at: 0, mine: false },
  ...{ story: [...story], ...more },
});
const word = (one: Asked): string => howFar(sightOf([]), one).word;

beforeAll(async () => {
  vi.stubGlobal("document", { documentElement: { lang: "" } });
  await setLang("en");
  await bringWords();
});

test("what only a channel took is told by the channel's name, and is not called delivered", () => {
  expect(word(asked([line("accepted_by_push", "duty group")]))).toBe("Handed to duty group");
  expect(word(asked([line("accepted_by_push")]))).toContain("push service");
  expect(word(asked([line("accepted_by_push", "duty group"), line("accepted_by_push")]))).toContain("push service");
});

test("a screen's own word counts for more than whoever carried it", () => {
  const delivered = word(asked([line("accepted_by_push", "duty group")], { delivered_at: 2 }));
  expect(delivered).not.toContain("duty group");
});

test.each([
  ["yes", "settled"],
  ["no", "no"],
  ["off", "off"],
  ["late", "overdue"],
] as const)("a %s has a sign of its own", (outcome, tone) => {
  expect(howFar(sightOf([]), asked([], { ended: "over", ended_by: "Jiang", outcome })).tone).toBe(tone);
});
