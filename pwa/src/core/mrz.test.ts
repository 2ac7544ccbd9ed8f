import { describe, expect, it } from "vitest";
import { checkDigit, readMrz } from "./mrz";
import { mrzLines } from "./mrz_lines";

const today = "2020-03-20";
const td1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
const td2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";
const td3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";

function read(text: string) {
  return readMrz(mrzLines(text).lines, today);
}

function bad(text: string): string[] {
  return (read(text)?.checks ?? []).filter((c) => !c.ok).map((c) => c.name);
}

describe("the specimens of Doc 9303", () => {
  const eriksson = {
    issuer: "UTO",
    family: "ERIKSSON",
    given: "ANNA MARIA",
    sex: "F",
    birthDate: "1974-08-12",
    nationality: "UTO",
    expiry: "2012-04-15",
  };
  it.each([
    ["TD1", td1, { ...eriksson, documentType: "I", documentNumber: "D23145890" }],
    ["TD2", td2, { ...eriksson, documentType: "I", documentNumber: "D23145890" }],
    ["TD3", td3, { ...eriksson, documentType: "P", documentNumber: "L898902C3" }],
  ])("%s reads whole, every digit agreeing", (format, text, fields) => {
    const reading = read(text);
    expect(reading).toMatchObject({ format, fields, ok: true, truncated: false, odd: [] });
    expect(reading?.checks.every((c) => c.ok)).toBe(true);
  });
  it("a long document number runs into the optional data", () => {
    const reading = read(
      "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<",
    );
    expect(reading?.fields.documentNumber).toBe("D23145890734");
    expect(reading?.ok).toBe(true);
    expect(reading?.fields).toMatchObject({ birthDate: "1934-07-12", expiry: "1995-07-12" });
  });
  it("a visa has no composite", () => {
    const visa = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<";
    expect(read(visa)).toMatchObject({ format: "MRV-A", ok: true, fields: { nationality: "XXX" } });
  });
});

describe("what does not agree is named", () => {
  it("a slip in the number fails its digit and the composite", () => {
    expect(bad(td3.replace("L898902C3", "L898903C3"))).toEqual(["documentNumber", "composite"]);
  });
  it("a slip in the composite alone", () => {
    expect(bad(`${td3.slice(0, -1)}1`)).toEqual(["composite"]);
  });
  it("a letter among the digits of a date is odd, even where its digit agrees", () => {
    const reading = read(td3.replace("740812", "74A812").replace("7408122", "7408122"));
    expect(reading?.odd).toContainEqual({ line: 1, start: 13, end: 19 });
    expect(reading?.fields.birthDate).toBe("");
    expect(reading?.ok).toBe(false);
  });
  it("an issuer nobody knows is odd", () => {
    expect(read(td3.replace("P<UTO", "P<QQQ"))?.odd).toContainEqual({ line: 0, start: 2, end: 5 });
  });
  it("values ten apart pass: a digit is evidence, not identity", () => {
    expect(checkDigit("L898902C3")).toBe(checkDigit("B898902C3"));
  });
});

/** A passport of this holder with digits made to agree. */
function passport(person: {
  issuer?: string;
  names?: string;
  nationality?: string;
  birth?: string;
  personal?: string;
}): string {
  const { issuer = "UTO", names = "ERIKSSON<<ANNA", nationality = "UTO", birth = "740812", personal = "" } = person;
  const number = `L898902C3${checkDigit("L898902C3")}`;
  const dates = [`${birth}${checkDigit(birth)}`, `120415${checkDigit("120415")}`] as const;
  const own = personal.padEnd(14, "<");
  const tail = `${dates[1]}${own}${personal ? checkDigit(own) : "<"}`;
  const composite = checkDigit(number + dates[0] + tail);
  return `P<${issuer}${names}`.padEnd(44, "<") + `\n${number}${nationality}${dates[0]}F${tail}${composite}`;
}

describe("documents of the world", () => {
  it.each([
    ["D<<", "DEU"],
    ["GBD", "GBD"],
    ["UNO", "UNO"],
    ["XXA", "XXA"],
    ["RKS", "RKS"],
  ])("issuer %s is %s", (issuer, code) => {
    const reading = read(passport({ issuer, nationality: issuer }));
    expect(reading?.fields).toMatchObject({ issuer: code, nationality: code });
    expect(reading?.ok).toBe(true);
  });
  it.each([
    ["74<<<<", "1974"],
    ["7408<<", "1974-08"],
    ["<<<<<<", ""],
    ["200320", "2020-03-20"],
    ["200321", "1920-03-21"],
    ["000229", "2000-02-29"],
  ])("born %s is %s", (birth, date) => {
    const reading = read(passport({ birth }));
    expect(reading?.fields.birthDate).toBe(date);
    expect(reading?.ok).toBe(true);
  });
  it("there is no 30 February", () => {
    expect(read(passport({ birth: "740230" }))).toMatchObject({ ok: false, fields: { birthDate: "" } });
  });
  it.each([
    ["OBRIEN<<SEAN<PATRICK", "OBRIEN", "SEAN PATRICK"],
    ["VON<UND<ZU<HOHENBERG<<ANNA", "VON UND ZU HOHENBERG", "ANNA"],
    ["SUHARTO", "SUHARTO", ""],
  ])("%s", (names, family, given) => {
    expect(read(passport({ names }))).toMatchObject({ ok: true, truncated: false, fields: { family, given } });
  });
  it("a name that fills its line may be cut short", () => {
    const names = "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<KR";
    expect(names.length).toBe(40);
    expect(read(passport({ names: names.slice(0, 39) }))?.truncated).toBe(true);
  });
  it("an empty personal number may have a filler for its digit", () => {
    expect(read(passport({}))?.ok).toBe(true);
    expect(read(passport({ personal: "12345" }))?.ok).toBe(true);
  });
});

describe("from keys to lines", () => {
  const lines = td3.split("\n");
  it.each([
    ["without line ends", td3.replace("\n", "")],
    ["lower case", td3.toLowerCase()],
    ["with spaces and a carriage return", `${td3.replace("\n", " \r\n ")}\r\n`],
    ["from a reader on another layout", td3.replaceAll("<", ";")],
    ["under a Chinese input method", td3.replaceAll("<", "《")],
    ["full width", td3.replaceAll("<", "＜").replace("P", "Ｐ")],
    ["fillers of the names line left out", td3.replace(/<+\n/, "\n")],
  ])("%s", (_, typed) => {
    expect(mrzLines(typed)).toMatchObject({ lines, complete: true, total: 88 });
  });
  it("cards too", () => {
    expect(mrzLines(td1.replaceAll("\n", "")).lines).toEqual(td1.split("\n"));
    expect(mrzLines(td1.replace(/<+\n7/, "\n7").replace(/<+$/, "")).lines).toEqual(td1.split("\n"));
    expect(mrzLines(td2).lines).toEqual(td2.split("\n"));
    expect(mrzLines(td2.replace("\n", "")).lines).toEqual(td2.split("\n"));
  });
  it("counts on the way", () => {
    expect(mrzLines("P<UTO")).toMatchObject({ have: 5, total: 88, complete: false });
    expect(mrzLines("")).toMatchObject({ have: 0, complete: false, lines: [] });
    expect(readMrz(mrzLines("P<UTO").lines, today)).toBeNull();
  });
});
