import { expect, it } from "vitest";
import { codeOf } from "./printed";

it("takes the number from a card's link, and leaves what was typed", () => {
  expect(codeOf("https://homeward.example/my/PVG-00001-M/abcdefghijklmn27")).toBe("PVG-00001-M");
  expect(codeOf("pvg-00001-m")).toBe("PVG-00001-M");
  expect(codeOf("https://homeward.example/my/PVG-00001-M/abc")).toBe("HTTPS://HOMEWARD.EXAMPLE/MY/PVG-00001-M/ABC");
});
