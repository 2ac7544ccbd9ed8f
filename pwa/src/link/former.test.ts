import { afterEach, expect, test, vi } from "vitest";
import { ENROLLED, newPhone, someId } from "../store/testing";
import { House } from "./house";

afterEach(() => {
  vi.unstubAllGlobals();
});

test("a phone that was enrolled anew brings back what it did under its old name", async () => {
  const house = new House();
  vi.stubGlobal("fetch", house.fetch);
  const phone = await newPhone();
  const { exchangeOnce } = await import("./exchange");
  for (const label of ["a", "b"]) await phone.api.save("pack", [{ record: someId(), values: { label } }]);
  await exchangeOnce();
  await phone.session.become({ ...ENROLLED, inc: "bbbbbb", token: "new" });
  house.heard.length = 0;
  let last = 0;
  house.instead = (_path, said) => {
    const isFormer = said?.[0] === "aaaaaa";
    const seqs = isFormer ? said[3].map(([seq]) => seq) : [];
    last = Math.max(last, ...seqs);
    const verdicts = seqs.map((seq) => [seq, "applied", seq, 7000, null]);
    return Response.json(["e2", 9000, verdicts, isFormer ? last : 0, 0, [], "c9", true, !isFormer && last === 0]);
  };
  await exchangeOnce();
  const asked = house.heard.map(({ said, token }) => [said?.[0], token, said?.[3].map(([seq]) => seq)]);
  expect(asked).toEqual([
    ["bbbbbb", "Bearer new", []],
    ["aaaaaa", "Bearer secret", []],
    ["aaaaaa", "Bearer secret", [1, 2]],
  ]);
  expect(house.exchanges[2]?.[5]).toEqual([
    [1, expect.any(Number)],
    [2, expect.any(Number)],
  ]);
  expect(phone.api.sync.value.unsent).toBe(0);
  await exchangeOnce();
  expect(house.exchanges.slice(3).map(([inc]) => inc)).toEqual(["bbbbbb"]);
});

test("a phone that begins anew asks as who it was: without a cursor it cannot see that history was cut", async () => {
  const house = new House();
  vi.stubGlobal("fetch", house.fetch);
  const phone = await newPhone();
  const { exchangeOnce } = await import("./exchange");
  await phone.api.save("pack", [{ record: someId(), values: { label: "a" } }]);
  await exchangeOnce();
  await phone.session.become({ ...ENROLLED, inc: "bbbbbb", token: "new" });
  house.instead = (_path, said) =>
    Response.json(["e1", 9000, [], said?.[0] === "aaaaaa" ? 1 : 0, 0, [], "c9", true, false]);
  await exchangeOnce();
  await exchangeOnce();
  await phone.page.forgetCursor();
  house.heard.length = 0;
  await exchangeOnce();
  expect(house.exchanges.map(([inc]) => inc)).toEqual(["bbbbbb", "aaaaaa"]);
});
