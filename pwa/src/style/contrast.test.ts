import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const folder = new URL("./", import.meta.url);
const others = readdirSync(folder)
  .filter((name) => name.endsWith(".css") && name !== "tokens.css")
  .map((name) => ({ name, text: readFileSync(new URL(name, folder), "utf8") }));

function block(opening: string): Record<string, string> {
  const body = css.slice(css.indexOf(opening) + opening.length).split("}")[0] ?? "";
  return Object.fromEntries([...body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1] ?? "", m[2] ?? ""]));
}

const day = block(":root {");
const modes = {
  day,
  night: { ...day, ...block(':root[data-mode="night"] {') },
  sun: { ...day, ...block(':root[data-mode="sun"] {') },
};

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2 contrast ratio. */
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(Object.entries(modes))("%s", (mode, colour) => {
  const pair = (front: string, back: string) => contrast(colour[front] ?? "", colour[back] ?? "");
  const grounds = ["paper", "sheet", "sunk"];
  it.each(grounds)("ink on %s is AAA, quiet text AA", (ground) => {
    expect(pair("ink", ground)).toBeGreaterThan(7);
    expect(pair("soft", ground)).toBeGreaterThan(4.5);
  });
  it.each(["overdue", "waiting", "settled"])("%s is AA wherever it stands, AAA in bright sun", (state) => {
    for (const ground of [...grounds, `${state}-wash`]) {
      expect(pair(state, ground)).toBeGreaterThan(mode === "sun" ? 7 : 4.5);
    }
    expect(pair("ink", `${state}-wash`)).toBeGreaterThan(7);
  });
  it("edges, focus rings and the tag can be made out", () => {
    for (const thing of ["edge", "focus", "tag"]) {
      for (const ground of grounds) expect(pair(thing, ground), `${thing} on ${ground}`).toBeGreaterThan(3);
    }
  });
  it("the main button is AAA", () => {
    expect(pair("paper", "ink")).toBeGreaterThan(7);
  });
});

it("night is the same whether chosen or the phone's", () => {
  expect(block(":root:not([data-mode]) {")).toEqual(block(':root[data-mode="night"] {'));
});

it("only the tokens name colours, and blue is for the disc alone", () => {
  for (const { name, text } of others) {
    const printed = text.split("@media print")[0] ?? "";
    expect(printed.match(/#[0-9a-f]{3,8}\b|rgb\(|hsl\(/g), name).toBeNull();
  }
  const uses = others.flatMap(({ text }) => [...text.matchAll(/([.\w-]+) \{[^}]*var\(--tag\)/g)].map((m) => m[1]));
  expect(uses).toEqual([".disc"]);
});
