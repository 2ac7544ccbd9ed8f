import { beforeEach, describe, expect, test } from "vitest";
import type { Answer } from "../core/wire";
import { answer, newPhone, type Phone, put, RULES, someId, switchOn } from "./testing";

let phone: Phone;
let cursor: string | null;
let lastSeq: number;
beforeEach(async () => {
  phone = await newPhone();
  cursor = null;
  lastSeq = 0;
});

/** The answer to the exchange that was due, stored. */
async function hear(told: Parameters<typeof answer>[0]): Promise<boolean> {
  const asked = { inc: "aaaaaa", cursor };
  lastSeq = told.lastSeq ?? Math.max(lastSeq, ...(told.verdicts ?? []).map(([seq]) => seq));
  const said: Answer = answer({ ...told, lastSeq });
  const taken = await phone.page.storeAnswer(asked, said);
  if (taken) cursor = said[6];
  return taken;
}

const view = (id: string) => phone.api.views.value.get(id);
const label = (id: string) => view(id)?.values["label"];

describe("a put", () => {
  test("replaces what it carries and leaves the rest", async () => {
    const id = someId();
    const stamps: [number, string, number][] = [[1000, "zzzzzz", 1]];
    await hear({ entries: [put(1, id, { fields: { label: [["a", 0]], colour: [["red", 0]] } })] });
    await hear({ entries: [put(2, id, { v: 2, whole: false, stamps, fields: { label: [["b", 0]] } })] });
    expect(view(id)?.values).toEqual({ label: "b", colour: "red" });
    await hear({ entries: [put(3, id, { v: 3, fields: { colour: [["green", 0]] } })] });
    expect(view(id)?.values).toEqual({ colour: "green" });
    expect(view(id)?.v).toBe(3);
  });

  test("replaces the scopes, and shows several heads and their conflict", async () => {
    const id = someId();
    const stamps: [number, string, number][] = [
      [1000, "zzzzzz", 1],
      [1001, "yyyyyy", 4],
    ];
    const fields = { colour: [["green", 0] as const, ["red", 1] as const] };
    await hear({ entries: [put(1, id, { stamps, fields, derived: { conflicts: ["colour"] } })] });
    expect(view(id)?.values["colour"]).toBe("red");
    expect(view(id)?.conflicts).toEqual(["colour"]);
    expect(view(id)?.heads["colour"]?.map(({ value, equalToPick }) => [value, equalToPick])).toEqual([
      ["green", false],
      ["red", true],
    ]);
  });

  test("survives the phone being switched off", async () => {
    const id = someId();
    await hear({ entries: [put(1, id, { fields: { label: [["a", 0]] } })] });
    expect((await switchOn()).api.views.value.get(id)?.values["label"]).toBe("a");
  });
});

describe("a leave", () => {
  test("hides only when no scope holds the record any more, and a complete page deletes it", async () => {
    const id = someId();
    await hear({ entries: [put(1, id, { scopes: ["dock:1", "ship:2"] })] });
    await hear({ entries: [["leave", 2, id, "dock:1", "moved"]] });
    expect(view(id)).toBeDefined();
    await hear({ entries: [["leave", 3, id, "ship:2", "moved"]], complete: false });
    expect(view(id)).toBeUndefined();
    expect(phone.shelf.rowOf(id)).toBeDefined();
    await hear({});
    expect(phone.shelf.rowOf(id)).toBeUndefined();
    expect((await switchOn()).shelf.rowOf(id)).toBeUndefined();
  });

  test("of a whole scope takes all its records", async () => {
    const [stays, goes] = [someId(), someId()];
    await hear({ entries: [put(1, stays, { scopes: ["dock:1", "ship:2"] }), put(1, goes, { scopes: ["ship:2"] })] });
    await hear({ entries: [["leave", 2, "", "ship:2", "right-lost"]] });
    expect([...phone.api.views.value.keys()]).toEqual([stays]);
  });

  test("never takes a record from under an own act without a verdict", async () => {
    const id = someId();
    await hear({ entries: [put(1, id, { fields: { label: [["a", 0]] } })] });
    await phone.api.save("relabel", [{ record: id, values: { label: "mine" } }]);
    await hear({ entries: [["leave", 2, id, "dock:1", "moved"]] });
    expect(label(id)).toBe("mine");
    await hear({ verdicts: [[1, "applied", 3, 2000]] });
    expect(view(id)).toBeUndefined();
    expect(phone.shelf.rowOf(id)).toBeUndefined();
  });

  test("gone is gone at once", async () => {
    const id = someId();
    await hear({ entries: [put(1, id)] });
    await hear({ entries: [["gone", 2, id]], complete: false });
    expect(phone.shelf.rowOf(id)).toBeUndefined();
  });

  test("who was erased is in no settled act and no draft any more, whoever else is", async () => {
    const [erased, other] = [someId(), someId()];
    await hear({ entries: [put(1, erased), put(2, other)] });
    for (const record of [erased, other]) {
      await phone.api.save("relabel", [{ record, values: { label: "mine" } }]);
      phone.api.storeDraft(`form.${record}`, { label: "half", members: [record] });
    }
    for (const seq of [1, 2]) await hear({ verdicts: [[seq, "applied", 3, 1]] });
    await hear({ entries: [["gone", 4, erased]] });
    expect(await phone.api.draftKeys()).toEqual([`form.${other}`]);
    expect((await switchOn()).shelf.allActs().map((act) => act.records)).toEqual([[other]]);
  });

  test("an act that came too late for whoever was erased is not kept", async () => {
    const id = someId();
    await hear({ entries: [put(1, id)] });
    await phone.api.save("relabel", [{ record: id, values: { label: "late" } }]);
    await hear({ verdicts: [[1, "noop", null, 1, "erased"]] });
    expect(phone.shelf.allActs()).toEqual([]);
  });
});

describe("a reset", () => {
  test("sweeps what is not sent again, when the last page is in", async () => {
    const [stays, goes] = [someId(), someId()];
    await hear({ entries: [put(1, stays), put(2, goes)] });
    await hear({ entries: [put(1, stays, { fields: { label: [["new", 0]] } })], reset: true, complete: false });
    expect([...phone.api.views.value.keys()].sort()).toEqual([stays, goes].sort());
    await hear({});
    expect([...phone.api.views.value.keys()]).toEqual([stays]);
    expect(label(stays)).toBe("new");
  });

  test("keeps what lies under an unsent act until it has its verdict, and never touches the outbox", async () => {
    const id = someId();
    await hear({ entries: [put(1, id)] });
    await phone.api.save("relabel", [{ record: id, values: { label: "mine" } }]);
    await hear({ reset: true });
    expect(label(id)).toBe("mine");
    expect(phone.api.sync.value.unsent).toBe(1);
    await hear({ verdicts: [[1, "applied", 1, 1]] });
    expect(phone.shelf.rowOf(id)).toBeUndefined();
  });

  test("is what follows when the phone itself forgot its cursor", async () => {
    const [stays, goes] = [someId(), someId()];
    await hear({ entries: [put(1, stays), put(2, goes)] });
    await phone.page.forgetCursor();
    cursor = null;
    await hear({ entries: [put(1, stays)] });
    expect([...phone.api.views.value.keys()]).toEqual([stays]);
  });
});

test("an answer to another cursor is not stored, but its verdicts count", async () => {
  const id = someId();
  await hear({ entries: [put(1, id)] });
  await phone.api.save("relabel", [{ record: id, values: { label: "mine" } }]);
  const late = answer({ verdicts: [[1, "applied", 2, 9]], entries: [["gone", 2, id]], cursor: "other" });
  expect(await phone.page.storeAnswer({ inc: "aaaaaa", cursor: "before" }, late)).toBe(false);
  expect(label(id)).toBe("mine");
  expect(phone.api.sync.value.unsent).toBe(0);
  expect(await phone.page.presentCursor()).toBe("c1");
});

test("an answer to the installation this phone was before is nobody's", async () => {
  const id = someId();
  expect(await phone.page.storeAnswer({ inc: "bbbbbb", cursor: null }, answer({ entries: [put(1, id)] }))).toBe(false);
  expect(view(id)).toBeUndefined();
});

describe("an own act", () => {
  test("is replayed until its row has come that far", async () => {
    const id = someId();
    await hear({ entries: [put(1, id, { fields: { label: [["a", 0]] } })] });
    await phone.api.save("relabel", [{ record: id, values: { label: "mine" } }]);
    await hear({ verdicts: [[1, "applied", 7, 2000]], entries: [put(5, id, { v: 2 })], complete: false });
    expect(label(id)).toBe("mine");
    const theirs: [number, string, number][] = [[3000, "zzzzzz", 2]];
    await hear({
      entries: [put(8, id, { v: 4, stamps: theirs, fields: { label: [["theirs", 0]] } })],
      complete: false,
    });
    expect(label(id)).toBe("theirs");
  });

  test("is over when a complete page has passed it, though its record left", async () => {
    const id = someId();
    await phone.api.save("pack", [{ record: id, values: { label: "mine" } }]);
    await hear({ verdicts: [[1, "applied", 7, 2000]], complete: false });
    expect(label(id)).toBe("mine");
    await hear({});
    expect(view(id)).toBeUndefined();
    expect(phone.api.ownOps.value.map(({ verdict }) => verdict)).toEqual(["applied"]);
  });

  test.each(["quarantined", "refused"] as const)("that was %s stays beside the row, until dismissed", async (code) => {
    const id = someId();
    await hear({ entries: [put(1, id, { fields: { label: [["a", 0]] } })] });
    await phone.api.save("relabel", [{ record: id, values: { label: "mine" } }]);
    await hear({ verdicts: [[1, code, null, 2000, "why"]] });
    expect(label(id)).toBe("a");
    expect(view(id)?.troubled.map(({ seq, detail, parts }) => [seq, detail, parts[0]?.[2][0]?.[2]])).toEqual([
      [1, "why", "mine"],
    ]);
    expect(phone.api.sync.value).toMatchObject({ unsent: 0, needsYou: 1 });
    await phone.api.dismiss(1);
    expect(view(id)?.troubled).toEqual([]);
    expect(phone.api.sync.value.needsYou).toBe(0);
    expect((await switchOn()).api.ownOps.value[0]?.dismissed).toBe(true);
  });

  test("that was quarantined keeps a record only this phone knows in sight", async () => {
    const id = someId();
    await phone.api.save("pack", [{ record: id, values: { label: "mine" } }]);
    await hear({ verdicts: [[1, "quarantined", null, 2000, "unknown-form"]] });
    expect(label(id)).toBe("mine");
    expect(view(id)?.journey?.state).toBe("packed");
    expect(view(id)?.troubled).toHaveLength(1);
    // Somebody released it: the row carries the act itself.
    const stamps: [number, string, number][] = [[2000, "aaaaaa", 1]];
    await hear({ entries: [put(9, id, { stamps, fields: { label: [["mine", 0]] } })] });
    expect(view(id)?.troubled).toEqual([]);
    expect(phone.api.sync.value.needsYou).toBe(0);
  });

  test("that was superseded leaves the row as it is, and is told", async () => {
    const id = someId();
    await hear({ entries: [put(1, id, { fields: { label: [["a", 0]] } })] });
    await phone.api.save("relabel", [{ record: id, values: { label: "mine" } }]);
    await hear({ verdicts: [[1, "superseded", 2, 2000, "no-row:send"]] });
    expect(label(id)).toBe("a");
    expect(view(id)?.troubled).toHaveLength(1);
  });

  test("is said again after a reset: a copy of this phone may have come back under its numbers", async () => {
    const id = someId();
    await phone.api.save("pack", [{ record: id, values: { label: "a" } }]);
    await hear({ verdicts: [[1, "applied", 7, 2000]], entries: [put(7, id)] });
    await hear({ lastSeq: 5, reset: true });
    expect(phone.shelf.allActs()[0]).toMatchObject({ seq: 1, verdict: null, refill: 2000 });
  });

  test("is said again by a phone that begins without a cursor, but for what was judged just now", async () => {
    const id = someId();
    await phone.api.save("pack", [{ record: id, values: { label: "a" } }]);
    await hear({ verdicts: [[1, "applied", 7, 2000]], entries: [put(7, id)] });
    await phone.page.forgetCursor();
    cursor = null;
    await phone.api.save("relabel", [{ record: id, values: { label: "b" } }]);
    await hear({ verdicts: [[2, "applied", 8, 2001]], lastSeq: 2, entries: [put(8, id)] });
    expect(phone.shelf.allActs().map(({ seq, refill, verdict }) => [seq, refill ?? null, verdict])).toEqual([
      [1, 2000, null],
      [2, null, "applied"],
    ]);
  });

  test("stays as it was judged on a phone whose name another bears: it says nothing under it any more", async () => {
    const id = someId();
    await phone.api.save("pack", [{ record: id, values: { label: "a" } }]);
    await phone.api.save("relabel", [{ record: id, values: { label: "b" } }]);
    await phone.page.storeFork("aaaaaa", 2, [[1, "applied", 7, 2000]]);
    await hear({ lastSeq: 2, entries: [put(7, id)] });
    await hear({ lastSeq: 2, entries: [put(7, id)], reset: true });
    expect(phone.shelf.allActs().map(({ seq, verdict }) => [seq, verdict])).toEqual([
      [1, "applied"],
      [2, null],
    ]);
  });

  test("the server forgot goes back into the outbox with the stamp it had", async () => {
    const id = someId();
    await phone.api.save("pack", [{ record: id, values: { label: "a" } }]);
    await hear({ verdicts: [[1, "applied", 7, 2000]], entries: [put(7, id)] });
    await hear({ lastSeq: 0, reset: true });
    expect(phone.api.sync.value.unsent).toBe(1);
    expect(phone.shelf.allActs()[0]).toMatchObject({ verdict: null, n: null, refill: 2000 });
  });
});

test("five thousand records come and change in the twinkling of an eye", async () => {
  const ids = Array.from({ length: 5000 }, someId);
  const fields = Object.fromEntries(
    Object.keys(RULES.kinds["crate"] ?? {}).map((name) => [name, [["red", 0] as const]]),
  );
  for (let at = 0; at < ids.length; at += 500) {
    const entries = ids.slice(at, at + 500).map((id, more) => put(at + more + 1, id, { fields }));
    await hear({ entries, cursor: `c${String(at)}`, complete: at + 500 === ids.length });
  }
  expect(phone.api.views.value.size).toBe(5000);
  const before = phone.api.views.value;
  await phone.api.save("relabel", [{ record: ids[7] ?? "", values: { label: "mine" } }]);
  const after = phone.api.views.value;
  expect(label(ids[7] ?? "")).toBe("mine");
  expect([...after].filter(([id, now]) => before.get(id) !== now).map(([id]) => id)).toEqual([ids[7]]);
}, 60_000);
