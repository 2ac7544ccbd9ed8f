import { beforeEach, describe, expect, it, vi } from "vitest";
import { en } from "./en";
import { bestOf, bringWords, fill, languages, say, setLang, type Lang } from "./index";
import { ja } from "./ja";
import { ko } from "./ko";
import { en as laterEn } from "./later/en";
import { ja as laterJa } from "./later/ja";
import { ko as laterKo } from "./later/ko";
import { zhHans as laterZhHans } from "./later/zh-Hans";
import { problemWords } from "./problems";
import { verdictWords } from "./verdicts";
import { ago, civilDate, clock, dayOf, duration, moment, offsetOf, zone } from "./time";
import { zhHans } from "./zh-Hans";

type Words = Readonly<Record<string, string>>;
const english: Words = { ...en, ...laterEn };
const dictionaries: Record<Lang, Words> = {
  "zh-Hans": { ...zhHans, ...laterZhHans },
  en: english,
  ja: { ...ja, ...laterJa },
  ko: { ...ko, ...laterKo },
};
const slots = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();

beforeEach(() => {
  vi.stubGlobal("document", { documentElement: { lang: "" } });
  vi.stubGlobal("localStorage", { setItem: () => undefined });
  zone.value = "Asia/Shanghai";
});

describe.each(Object.entries(dictionaries))("the dictionary of %s", (_, words) => {
  const keys = Object.keys(english);
  it("has every key, in the same order, and no empty text", () => {
    expect(Object.keys(words)).toEqual(keys);
    expect(keys.filter((key) => words[key]?.trim() === "")).toEqual([]);
  });
  it("has the same slots", () => {
    expect(keys.filter((key) => String(slots(words[key] ?? "")) !== String(slots(english[key] ?? "")))).toEqual([]);
  });
  it("never says error, and never scolds", () => {
    const harsh =
      /\b(error|fail(ed|ure)?|invalid|illegal|forbidden|denied|wrong)\b|错误|失败|非法|无效|禁止|拒绝访问|エラー|失敗|無効|不正|違反|오류|실패|무효|금지|잘못/i;
    expect(keys.filter((key) => harsh.test(words[key] ?? ""))).toEqual([]);
  });
});

/** Names of products that are written so in every script. */
const latin = /Homeward|iPhone|iPad|Safari/g;
const scripts = { "zh-Hans": /\p{sc=Han}/u, ja: /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u, ko: /\p{sc=Hangul}/u };

describe.each(Object.entries(scripts))("the dictionary of %s", (language, script) => {
  const bare = Object.entries(dictionaries[language as Lang]).map(([key, text]) => ({
    key,
    text: text.replace(/\{\w+\}/g, "").replace(latin, ""),
  }));
  it("leaves nothing in Latin letters", () => {
    expect(bare.filter(({ text }) => /\p{sc=Latin}/u.test(text))).toEqual([]);
  });
  it("is written in its own script", () => {
    expect(bare.filter(({ text }) => /\p{L}/u.test(text) && !script.test(text))).toEqual([]);
  });
});

it("Japanese and Korean leave nothing in the other's script", () => {
  expect(Object.values(dictionaries.ja).filter((text) => /\p{sc=Hangul}/u.test(text))).toEqual([]);
  const foreign = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u;
  expect(Object.values(dictionaries.ko).filter((text) => foreign.test(text))).toEqual([]);
});

it("no word stands in both the first and the later dictionary", () => {
  expect(Object.keys(en).filter((key) => key in laterEn)).toEqual([]);
});

it("fills slots and leaves unknown ones in sight", () => {
  expect(fill("{a} and {b}", { a: 1 })).toBe("1 and {b}");
});

it("finds the nearest language", () => {
  expect(bestOf(["fr", "en-US", "zh"])).toBe("en");
  expect(bestOf(["zh-CN"])).toBe("zh-Hans");
  expect(bestOf(["fr"])).toBe("zh-Hans");
  expect(bestOf(["fr", "ja-JP", "en"])).toBe("ja");
  expect(bestOf(["ko-KR"])).toBe("ko");
});

const problems =
  "malformed unauthorised revoked forbidden not-found device-fork seq-gap too-large wrong-type unreadable code-spent too-many busy";
const details: [string, string | null][] = [
  ["conflict", null],
  ["superseded", "no-row:board"],
  ["superseded", "guard:seats"],
  ["refused", "role:result"],
  ["refused", "decided-by:choice"],
  ["refused", "nothing-to-release"],
  ["refused", "unknown-record"],
  ...["malformed", "too-large", "unknown-form", "unknown-kind", "bad-value:flight", "no-seen", "unseen"].map(
    (d): [string, string] => ["quarantined", d],
  ),
  ...["out-of-scope", "unknown-record", "revoked-device", "too-old", "something-new"].map((d): [string, string] => [
    "quarantined",
    d,
  ]),
];

describe.each(languages)("in %s", (language) => {
  beforeEach(async () => {
    await setLang(language);
    await bringWords();
  });
  it.each([...problems.split(" "), "offline", "quota", "something-new"])(
    "%s says what happened, what is safe, what to do",
    (code) => {
      const { what, safe, next } = problemWords(code);
      expect([what, safe, next].every((text) => text.length > 3)).toBe(true);
    },
  );
  it.each(details)("%s %s says what happened, what is safe, what to do", (code, detail) => {
    const { what, safe, next } = verdictWords(code, detail, "…");
    expect([what, safe, next].every((text) => text.length > 0)).toBe(true);
  });
  it.each(["applied", "noop"])("%s asks for nothing", (code) => {
    expect(verdictWords(code, null).next).toBe("");
  });
});

const at = (text: string) => Date.parse(text);

describe("times", () => {
  const now = at("2020-03-20T15:42:00+08:00");
  it("are local, with the day when not today", async () => {
    await setLang("en");
    expect(clock(now)).toBe("15:42");
    expect(moment(at("2020-03-20T00:05:00+08:00"), now)).toBe("00:05");
    expect(moment(at("2020-03-19T23:55:00+08:00"), now)).toBe("yesterday 23:55");
    expect(moment(at("2020-03-21T08:00:00+08:00"), now)).toBe("tomorrow 08:00");
    expect(moment(at("2020-03-16T08:00:00+08:00"), now)).toBe("Mon 16 Mar, 08:00");
    expect(ago(now - 5 * 60_000, now)).toBe("5 min ago");
    await setLang("zh-Hans");
    expect(moment(at("2020-03-19T23:55:00+08:00"), now)).toBe("昨天 23:55");
    expect(ago(now - 5 * 60_000, now)).toBe("5 分钟前");
    await setLang("ja");
    expect(clock(now)).toBe("15:42");
    expect(moment(at("2020-03-16T08:00:00+08:00"), now)).toBe("3月16日(月) 08:00");
    await setLang("ko");
    expect(clock(now)).toBe("15:42");
    expect(moment(at("2020-03-16T08:00:00+08:00"), now)).toBe("3월 16일 (월) 08:00");
  });
  it("count days in the programme's zone", () => {
    expect(dayOf(at("2020-03-19T16:01:00Z"))).toBe("2020-03-20");
    expect(offsetOf(now)).toBe("+08:00");
    zone.value = "America/St_Johns";
    expect(offsetOf(at("2020-01-01T12:00:00Z"))).toBe("-03:30");
  });
  it("lengths are in people's words", async () => {
    await setLang("en");
    const minutes = (n: number) => duration(n * 60_000);
    expect([0.5, 1, 59, 60, 130, 1440, 1500].map(minutes)).toEqual([
      "under a minute",
      "1 min",
      "59 min",
      "1 h",
      "2 h 10 min",
      "1 d",
      "1 d 1 h",
    ]);
    expect(minutes(-35)).toBe("35 min");
    await setLang("zh-Hans");
    expect(minutes(130)).toBe("2 小时 10 分");
  });
  it("dates, whole and partial", async () => {
    await setLang("en");
    expect(["1974-08-12", "1974-08", "1974", "?"].map(civilDate)).toEqual(["12 Aug 1974", "Aug 1974", "1974", "?"]);
    await setLang("zh-Hans");
    expect(["1974-08-12", "1974-08", "1974"].map(civilDate)).toEqual(["1974年8月12日", "1974年8月", "1974年"]);
    await setLang("ko");
    expect(["1974-08-12", "1974-08", "1974"].map(civilDate)).toEqual(["1974년 8월 12일", "1974년 8월", "1974년"]);
  });
});

it("a switch of language changes what is said at once", async () => {
  await setLang("en");
  expect(say("act.save")).toBe("Save");
  await setLang("zh-Hans");
  expect(say("act.save")).toBe("保存");
});
