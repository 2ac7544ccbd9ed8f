import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { dateFault, joined, padded, partsOf, pastedDate } from "./civil_date";
import { countryCodes, countryName, countryOf, findCountries } from "./countries";
import { isPhone, joinedPhone, splitPhone } from "./phone_number";

describe("civil dates", () => {
  it.each(["1974-08-12", "1974-8", "1974", "-08-12", ""])("what was typed of %s is kept", (text) => {
    expect(joined(partsOf(text))).toBe(text);
  });
  it.each([
    ["1974-08-12", false, null],
    ["2000-02-29", false, null],
    ["1900-02-29", false, "impossible"],
    ["1974-13-01", false, "impossible"],
    ["1974-08-00", false, "impossible"],
    ["1974-08", false, "incomplete"],
    ["1974-08", true, null],
    ["1974", true, null],
    ["197", true, "incomplete"],
    ["1974-8-1", true, "incomplete"],
    ["", false, "incomplete"],
  ] as const)("%s (partial admitted: %s) is %s", (text, partial, fault) => {
    expect(dateFault(text, partial)).toBe(fault);
  });
  it.each(["1974-08-12", "1974/8/12", "1974年8月12日", "19740812", " 1974.08.12 "])("%s may be pasted", (text) => {
    expect(pastedDate(text)).toEqual({ year: "1974", month: "08", day: "12" });
  });
  it("a year alone is no paste, a digit is padded", () => {
    expect(pastedDate("1974")).toBeNull();
    expect(joined(padded(partsOf("1974-8-2")))).toBe("1974-08-02");
  });
});

describe("telephone numbers", () => {
  it.each([
    ["+447700900123", "44", "7700900123"],
    ["+8610012345678", "86", "10012345678"],
    ["+12025550123", "1", "2025550123"],
    ["+85212345678", "852", "12345678"],
    ["+79000000000", "7", "9000000000"],
    ["", "86", ""],
  ])("%s is +%s and %s", (value, code, number) => {
    expect(splitPhone(value, "86")).toEqual({ code, number });
    expect(joinedPhone(code, number)).toBe(value);
  });
  it("drops the 0 of a national number, except in Italy", () => {
    expect(joinedPhone("44", "07700 900123")).toBe("+447700900123");
    expect(joinedPhone("39", "06 1234")).toBe("+39061234");
  });
  it("knows what can be dialled", () => {
    expect(["+447700900123", "+86", "447700900123", "+0123456789"].map(isPhone)).toEqual([true, false, false, false]);
  });
});

describe("countries", () => {
  it("are those of ISO and of travel documents", () => {
    const law = readFileSync(new URL("../../../sync/country.py", import.meta.url), "utf8");
    const codes = /_CODES = """([^"]*)"""/.exec(law)?.[1]?.trim().split(/\s+/);
    expect([...countryCodes].sort()).toEqual(codes?.sort());
    expect(countryOf("D")).toBe("DEU");
  });
  it.each([
    ["JPN", "JPN"],
    ["jp", "JPN"],
    ["日本", "JPN"],
    ["にほん", undefined],
    ["Deutschland", "DEU"],
    ["allem", "DEU"],
    ["cote", "CIV"],
    ["대한", "KOR"],
    ["Росс", "RUS"],
    ["korea", "KOR"],
  ])("%s finds %s", (typed, code) => {
    const found = findCountries(typed);
    if (code) expect(found).toContain(code);
    else expect(found).toEqual([]);
  });
  it("offers Germany once and hears the programme's own names", () => {
    expect(findCountries("germany")).toEqual(["DEU"]);
    expect(findCountries("stateless", (code) => (code === "XXA" ? "Stateless person" : ""))).toEqual(["XXA"]);
  });
  it("every ISO code has a name in both languages", () => {
    const nameless = [...countryCodes].filter(
      (c) => !/^(D|GB[DNOPS]|UN[AK]|UTO|X..)$/.test(c) && !(countryName(c, "zh-Hans") && countryName(c, "en")),
    );
    expect(nameless).toEqual([]);
  });
});
