import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Op } from "../core/wire";
import { ENROLLED, newDisk, newPhone, type Phone, someId, switchOn } from "./testing";

let phone: Phone;
beforeEach(async () => {
  phone = await newPhone();
});

const stored = async () => phone.database.access(["ops"], "readonly", async (tx) => tx.objectStore("ops").getAll());

describe("saving", () => {
  test("numbers acts densely, however many are saved at once", async () => {
    const saves = Array.from({ length: 20 }, (_, at) =>
      phone.api.save("pack", [{ record: someId(), values: { label: `crate ${String(at)}` } }]),
    );
    const seqs = (await Promise.all(saves)).map(({ seq }) => seq);
    expect([...seqs].sort((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
    expect((await stored()).map((op) => (JSON.parse(op.text) as Op)[0])).toEqual(seqs.map((_, at) => at + 1));
  });

  test("shows the act at once, and after the phone was switched off and on", async () => {
    const id = someId();
    const saved = await phone.api.save("pack", [{ record: id, values: { label: "Tea", tags: ["dry"] } }]);
    expect(saved).toEqual({ seq: 1, records: [id] });
    for (const one of [phone, await switchOn()]) {
      const view = one.api.views.value.get(id);
      expect(view?.values).toEqual({ label: "Tea", tags: ["dry"] });
      expect(view?.journey?.state).toBe("packed");
      expect(view?.journey?.holder).toBe("dock:1");
      expect(view?.pending).toBe(1);
      expect(one.api.sync.value.unsent).toBe(1);
      expect(one.api.session.value?.who).toBe("Pat");
    }
  });

  test("freezes what was true then: by whom, by which version, with which clocks, all integers", async () => {
    await phone.api.save("pack", [{ record: someId(), values: { label: "Tea" } }], { reason: "late", paperAt: 77 });
    const [, at, mono, by, form, version, reason, adopts, paperAt] = JSON.parse((await stored())[0]?.text ?? "") as Op;
    expect([by, form, version, reason, adopts, paperAt]).toEqual(["u1", "pack", "v1", "late", null, 77]);
    expect(Number.isInteger(at) && Number.isInteger(mono?.[1])).toBe(true);
  });

  test("over an own unsent act names its dot and what that named", async () => {
    const id = someId();
    await phone.api.save("pack", [{ record: id, values: { label: "Tea" } }]);
    await phone.api.save("relabel", [{ record: id, values: { label: "Green tea" } }]);
    const second = JSON.parse((await stored())[1]?.text ?? "") as Op;
    expect(second[9]).toEqual([["crate", id, [["label", "set", "Green tea", [["aaaaaa", 1]]]], null, ["aaaaaa", 1]]]);
    expect(phone.api.views.value.get(id)?.values["label"]).toBe("Green tea");
  });

  test("of a draft keeps what is still to be saved, in the same moment", async () => {
    const draft = async () => phone.api.loadDraft("act.1");
    phone.api.storeDraft("act.1", { members: [1, 2] });
    const filled = [{ record: someId(), values: { label: "Tea" } }];
    await phone.api.save("pack", filled, { draft: "act.1", rest: { members: [2] } });
    expect(await draft()).toEqual({ members: [2] });
    await phone.api.save("pack", [{ record: someId(), values: { label: "Tea" } }], { draft: "act.1" });
    expect(await draft()).toBeUndefined();
  });

  test("into a database thrown away under the page puts back who we are and every act first", async () => {
    const [before, after] = [someId(), someId()];
    await phone.session.credentials();
    await phone.api.save("pack", [{ record: before, values: { label: "Tea" } }]);
    await phone.database.close();
    newDisk();
    expect(await phone.api.save("pack", [{ record: after, values: { label: "Rice" } }])).toMatchObject({ seq: 2 });
    const again = await switchOn();
    expect(again.api.session.value?.inc).toBe("aaaaaa");
    expect(again.api.programme.value?.version).toBe("v1");
    expect((await again.session.credentials())?.token).toBe("secret");
    expect([before, after].map((id) => again.api.views.value.get(id)?.values["label"])).toEqual(["Tea", "Rice"]);
  });

  test("after the person left puts nothing back", async () => {
    await phone.session.credentials();
    await phone.database.wipe();
    expect(await phone.session.credentials()).toBeNull();
    await expect(phone.api.save("pack", [{ record: someId(), values: { label: "Tea" } }])).rejects.toMatchObject({
      code: "emptied",
    });
  });

  test("of what is already so stores nothing", async () => {
    const id = someId();
    await phone.api.save("pack", [{ record: id, values: { label: "Tea" } }]);
    expect(await phone.api.save("relabel", [{ record: id, values: { label: "Tea" } }])).toEqual({
      seq: null,
      records: [id],
    });
    expect(await stored()).toHaveLength(1);
  });

  test("drops the draft it settles, and keeps it when the act is too large", async () => {
    phone.api.storeDraft("pack", { label: "T" });
    const large = phone.api.save("pack", [{ record: someId(), values: { label: "x".repeat(25_000) } }], {
      draft: "pack",
    });
    await expect(large).rejects.toMatchObject({ code: "too-large", detail: "label" });
    expect(await phone.api.loadDraft("pack")).toEqual({ label: "T" });
    await phone.api.save("pack", [{ record: someId(), values: { label: "T" } }], { draft: "pack" });
    expect(await phone.api.loadDraft("pack")).toBeUndefined();
    expect(await (await switchOn()).api.loadDraft("pack")).toBeUndefined();
  });

  test("on a full disk says so, and the draft stays", async () => {
    phone.api.storeDraft("pack", { label: "T" });
    await phone.api.dropDraft("other");
    const full = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("no room", "QuotaExceededError");
    });
    const saved = phone.api.save("pack", [{ record: someId(), values: { label: "T" } }], { draft: "pack" });
    await expect(saved).rejects.toMatchObject({ name: "ProblemOnPhone", code: "quota" });
    full.mockRestore();
    expect(await phone.api.loadDraft("pack")).toEqual({ label: "T" });
    expect(await stored()).toEqual([]);
    expect((await phone.api.save("pack", [{ record: someId(), values: { label: "T" } }])).seq).toBe(1);
  });

  test("goes on after the browser closed the connection under the page", async () => {
    await phone.api.save("pack", [{ record: someId(), values: { label: "a" } }]);
    await phone.database.close();
    expect((await phone.api.save("pack", [{ record: someId(), values: { label: "b" } }])).seq).toBe(2);
  });
});

describe("a draft", () => {
  test("is on the disk when the page is flushed, without waiting", async () => {
    phone.api.storeDraft("a", { label: "half" });
    await (await import("./draft")).flushDrafts();
    expect(await (await switchOn()).api.loadDraft("a")).toEqual({ label: "half" });
  });

  test("is on the disk a moment later, the last typing of many", async () => {
    for (const label of ["h", "ha", "hal"]) phone.api.storeDraft("a", { label });
    await new Promise((resolve) => setTimeout(resolve, 250));
    const later = await switchOn();
    expect(await later.api.loadDraft("a")).toEqual({ label: "hal" });
    expect(await later.api.draftKeys()).toEqual(["a"]);
    await later.api.dropDraft("a");
    expect(await later.api.loadDraft("a")).toBeUndefined();
  });
});

describe("two tabs", () => {
  test("never give one number twice, and each sees what the other saved", async () => {
    const other = await switchOn();
    other.tabs.listen((change) => void other.shelf.reread(change));
    phone.tabs.listen((change) => void phone.shelf.reread(change));
    const ids = [someId(), someId()] as const;
    const [a, b] = await Promise.all([
      phone.api.save("pack", [{ record: ids[0], values: { label: "a" } }]),
      other.api.save("pack", [{ record: ids[1], values: { label: "b" } }]),
    ]);
    expect([a.seq, b.seq].sort()).toEqual([1, 2]);
    await expect.poll(() => [phone.api.views.value.size, other.api.views.value.size]).toEqual([2, 2]);
  });
});

describe("enrolled anew", () => {
  test("unsent acts go on under the new name, their own bases with them", async () => {
    const id = someId();
    await phone.api.save("pack", [{ record: id, values: { label: "a" } }]);
    await phone.page.storeAnswer({ inc: "aaaaaa", cursor: null }, [
      "e",
      1,
      [[1, "applied", 9, 500]],
      1,
      1,
      [],
      "c",
      false,
      false,
    ]);
    await phone.api.save("relabel", [{ record: id, values: { label: "b" } }]);
    await phone.api.save("relabel", [{ record: id, values: { label: "c" } }]);
    await phone.page.storeFork("aaaaaa", 2, []);
    await phone.session.become({ ...ENROLLED, inc: "bbbbbb" });
    const ops = await stored();
    expect(ops.map((op) => [op.inc, op.seq, op.verdict])).toEqual([
      ["aaaaaa", 1, "applied"],
      ["bbbbbb", 1, null],
      ["bbbbbb", 2, null],
    ]);
    const third = JSON.parse(ops[2]?.text ?? "") as Op;
    expect(third[0]).toBe(2);
    expect(third[9][0]?.[2]).toEqual([
      [
        "label",
        "set",
        "c",
        [
          ["bbbbbb", 1],
          ["aaaaaa", 1],
        ],
      ],
    ]);
    expect(third[9][0]?.[4]).toEqual(["aaaaaa", 1]);
    expect(third[10]).toEqual(["aaaaaa", 3]);
    expect((await phone.api.save("relabel", [{ record: id, values: { label: "d" } }])).seq).toBe(3);
    expect(phone.api.views.value.get(id)?.values["label"]).toBe("d");
  });
});
