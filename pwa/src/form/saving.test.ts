import { afterEach, expect, test, vi } from "vitest";
import { newPhone, someId } from "../store/testing";

afterEach(() => {
  vi.restoreAllMocks();
});

test("of several records filled at once those that are saved leave the draft, whatever happens to the next", async () => {
  const phone = await newPhone();
  const { store } = await import("./saving");
  const [one, two] = [someId(), someId()];
  const members = [one, two].map((record) => ({
    record,
    fresh: false,
    values: { label: "Tea" },
    sources: {},
    fixed: [],
  }));
  for (const record of [one, two]) await phone.api.save("pack", [{ record, values: { label: "Rice" } }]);
  const form = phone.api.programme.value?.forms["relabel"];
  const flow = {
    ...{ key: "act.1", act: "relabel", on: [one, two], form: 0, page: { kind: "check" } as const, members, made: {} },
    ...{ party: someId(), reader: null, reason: "", started: 1, saved: 0 },
  };
  phone.api.storeDraft("act.1", flow);
  const put = IDBObjectStore.prototype.put;
  let ops = 0;
  vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (this: IDBObjectStore, ...said) {
    if (this.name === "ops" && (ops += 1) === 2) throw new DOMException("full", "QuotaExceededError");
    return put.apply(this, said);
  });
  if (!form) throw new Error("the form is in the programme");
  await expect(store("relabel", form, flow, members, "")).rejects.toMatchObject({ code: "quota" });
  const left = (await phone.api.loadDraft("act.1")) as typeof flow;
  expect(left.members.map(({ record }) => record)).toEqual([two]);
  expect(left.made).toEqual({ relabel: [one] });
  expect(await store("relabel", form, left, left.members, "")).toEqual([one, two]);
  expect(phone.api.ownOps.value.filter((op) => op.form === "relabel").map((op) => op.parts[0]?.[1])).toEqual([
    one,
    two,
  ]);
});
