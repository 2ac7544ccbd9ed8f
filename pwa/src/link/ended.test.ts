// A phone that was taken out of use: the house hears it out, then nothing stays.

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { newPhone, type Phone, put, someId } from "../store/testing";
import { House, refusal } from "./house";
import type * as link_ from "./link";

let house: House;
let phone: Phone;
let link: typeof link_;

beforeEach(async () => {
  house = new House();
  vi.stubGlobal("fetch", house.fetch);
  vi.stubGlobal("document", { visibilityState: "visible", addEventListener: () => undefined });
  vi.stubGlobal("addEventListener", () => undefined);
  phone = await newPhone();
  link = await import("./link");
});
afterEach(async () => {
  house.instead = () => "dead";
  await link.syncNow();
  vi.unstubAllGlobals();
});

test("revoked: what can be read goes at once, and the outbox when the house has all of it", async () => {
  house.entries = [put(1, someId(), { fields: { label: [["Salt", 0]] } })];
  await link.syncNow();
  phone.api.storeDraft("pack", { label: "half" });
  for (const label of ["a", "b"]) await phone.api.save("pack", [{ record: someId(), values: { label } }]);
  let asked = 0;
  house.instead = (path) => {
    if (path !== "/sync/v1") return null;
    asked += 1;
    // The house took the first and, while this phone listened, lost its breath; then it took the second.
    return refusal("revoked", 403, { last_seq: asked });
  };
  await link.syncNow();
  await expect.poll(() => phone.api.session.value).toBeNull();
  const sent = house.exchanges.slice(-2).map((said) => (said[3] as unknown as number[][]).map(([seq]) => seq));
  expect(sent).toEqual([[1, 2], [2]]);
  const left = await phone.database.access(["meta", "records", "ops", "drafts"], "readonly", async (tx) =>
    Promise.all([
      tx.objectStore("meta").getAllKeys(),
      tx.objectStore("records").count(),
      tx.objectStore("ops").count(),
      tx.objectStore("drafts").count(),
    ]),
  );
  expect(left).toEqual([["left"], 0, 0, 0]);
  expect(phone.api.enrolment.value.problem).toBe("revoked");
});
