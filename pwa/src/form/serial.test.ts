import { expect, test } from "vitest";
import { answersFrom } from "./document";
import { highestUsed, numbered, serial } from "./serial";
import { ferry } from "./testing";
import type { MrzReading } from "../core/mrz";

const form = ferry.forms["check_in"] ?? expect.fail();
const member = (values: Record<string, string>) => ({ record: "r", fresh: true, values, sources: {}, fixed: [] });

test("a number says post, device and count", () => {
  expect(serial("pier:P1", "k7x4mq", 42)).toBe("P1-K7X4MQ-042");
  expect(serial("pier:P1", "k7x4mq", 1234)).toBe("P1-K7X4MQ-1234");
});

test("numbers go on after the highest this device has given", () => {
  expect(highestUsed(["P1-K7X4MQ-007", "P1-ZZZZZZ-900", null, "K7X4MQ", 5], "k7x4mq")).toBe(7);
});

test("each member takes the next number, and keeps the one it has", () => {
  const { members, next } = numbered(form, [member({}), member({ number: "old" }), member({})], 8, String);
  expect(members.map((one) => one.values["number"])).toEqual(["8", "old", "9"]);
  expect(next).toBe(10);
});

test("a document answers the questions that name its lines", () => {
  const fields = { documentType: "P", family: "ERIKSSON" };
  const reading = { fields } as unknown as MrzReading;
  expect(answersFrom(form, reading)).toEqual({ name: "ERIKSSON", paper: "passport" });
});
