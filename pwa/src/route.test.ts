import { describe, expect, test } from "vitest";
import { link, parse } from "./route";

describe("the address", () => {
  test("comes back as it was linked", () => {
    const to = link("act", "board", { on: "a,b" });
    expect(to).toBe("#/act/board?on=a%2Cb");
    expect(parse(to)).toEqual({ screen: "act", rest: ["board"], query: { on: "a,b" } });
  });

  test("keeps words with slashes and other scripts whole", () => {
    expect(parse(link("conflicts", "id/1", "地址"))).toEqual({
      screen: "conflicts",
      rest: ["id/1", "地址"],
      query: {},
    });
  });

  test.each(["", "#", "#enrol=ABC", "#/", "#anything"])("%s is my post", (hash) => {
    expect(parse(hash).screen).toBe("");
  });

  test("survives a broken escape", () => {
    expect(parse("#/record/%E0%A4").rest).toEqual(["%E0%A4"]);
  });
});
