import { describe, expect, test } from "vitest";
import { seen, sightOf } from "../form/testing";
import type { EventView, View } from "../store/api";
import { queuesOf, spreadOf, takenIn, type Taken } from "./queues";

const MINUTE = 60_000;
const boat = (id: string, seats: number | null) =>
  seen("boat", id, { line: "green", pier: "pier:P1", ...(seats === null ? {} : { seats }) }, "moored");
const guest = (id: string, since: number) => seen("guest", id, { name: id }, "ticketed", since);
const held = (view: View, holder: string): View => ({ ...view, journey: view.journey && { ...view.journey, holder } });
const event = (name: string, at: number, other: string | null = null): EventView => ({
  ...{ stamp: [at, "k7x4mq", 1], name, place: "pier:P1", other, data: null, by: "u1", who: "Ada", failed: [] },
  ...{ flag: null, pending: false, inc: "k7x4mq" },
});

function only(views: readonly View[]) {
  const sight = sightOf(views);
  const board = sight.programme.dispatch;
  const [queue] = board ? queuesOf(sight, board) : [];
  if (!queue || !board) throw new Error("the ferry has one queue");
  return { queue, taken: takenIn(sight, board) };
}

describe("the dispatch board", () => {
  test("the longest waiting stands first, and who is at another pier is not in this queue", () => {
    const { queue } = only([guest("g2", 20), guest("g1", 10), held(guest("g3", 1), "pier:P2")]);
    expect(queue.waiting.map((view) => view.id)).toEqual(["g1", "g2"]);
  });

  test("who would be left counts the seats that are still free", () => {
    const aboard = held(seen("guest", "g0", {}, "aboard"), "boat:b1");
    const { queue } = only([boat("b1", 2), aboard, guest("g1", 10), guest("g2", 20), guest("g3", 30)]);
    expect(queue.ready.map(({ free }) => free)).toEqual([1]);
    expect(queue.left.map((view) => view.id)).toEqual(["g2", "g3"]);
  });

  test("a vehicle whose seats nobody said leaves nobody behind", () => {
    expect(only([boat("b1", null), guest("g1", 10)]).queue.left).toEqual([]);
  });

  test("a time runs from the first event to the leaving of the first vehicle, once it has left", () => {
    const traveller = { ...guest("g1", 0), events: [event("arrive", 0), event("board", 5 * MINUTE, "boat:b1")] };
    expect(only([{ ...boat("b1", 9), events: [] }, traveller]).taken).toEqual([]);
    const gone = { ...boat("b1", 9), events: [event("cast_off", 30 * MINUTE)] };
    expect(only([gone, traveller]).taken).toEqual([{ place: "pier:P1", class: "green", at: 0, took: 30 * MINUTE }]);
  });
});

test("the median and the 90th centile are times somebody really took", () => {
  const taken = Array.from({ length: 10 }, (_, n): Taken => ({ place: "", class: "", at: 0, took: n + 1 }));
  expect(spreadOf(taken)).toEqual({ count: 10, median: 5, most: 9 });
  expect(spreadOf(taken.slice(0, 1))).toEqual({ count: 1, median: 1, most: 1 });
});
