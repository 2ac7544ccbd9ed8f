"""A phone in the hand: short ways to make it act, ask and hear."""

import msgspec

from sync.exchange import (
    Answer,
    Derived,
    Entry,
    Exchange,
    Journey,
    Put,
    Sum,
    Verdict,
    VerdictCode,
    WireHead,
)
from sync.op import Op, Value
from sync.phone import Phone
from sync.rights import Author
from sync.seen import Filled
from sync.stamp import Dot, Stamp
from tests.parcels import DEPOT

NOW = 1_700_000_000_000
HOUR = 3_600_000
CLERK = Author("k7x4mq", "u1", "Wei", DEPOT, ("clerk",), (DEPOT,))
A, B, C = (f"01900000-0000-7000-8000-00000000000{at}" for at in (1, 2, 3))


def takes_in(phone: Phone, record: str = A, **values: Value) -> Dot:
    own = phone.save("take_in", [Filled(record, {"label": "L1", **values})], NOW)
    assert own
    return own.dot


def marks(phone: Phone, record: str = A, **values: Value) -> Dot:
    own = phone.save("mark", [Filled(record, values)], NOW)
    assert own
    return own.dot


def asks(phone: Phone) -> Exchange:
    exchange = phone.next_exchange(NOW)
    assert exchange
    return exchange


def seqs(exchange: Exchange) -> list[int]:
    return [msgspec.json.decode(raw, type=Op).seq for raw in exchange.ops]


def said(seq: int, code: VerdictCode = "applied", n: int | None = 10, detail: str | None = None) -> Verdict:
    return Verdict(seq, code, n, NOW, detail)


def answer(
    *entries: Entry,
    verdicts: tuple[Verdict, ...] = (),
    last_seq: int | None = None,
    cursor: str = "c1",
    complete: bool = True,
    reset: bool = False,
    sums: list[Sum] | None = None,
    now: int = NOW,
) -> Answer:
    last = max((verdict.seq for verdict in verdicts), default=0) if last_seq is None else last_seq
    return Answer("e", now, list(verdicts), last, 0, list(entries), cursor, complete, reset, sums)


def put(
    record: str = A, n: int = 10, v: int = 1, whole: bool = True, scopes: tuple[str, ...] = (DEPOT,), **values: Value
) -> Put:
    stamp = Stamp(NOW - 5, "m2p9td", n)
    fields = {name: [WireHead(value, 0)] for name, value in values.items()}
    journey = Journey("stored", DEPOT, DEPOT, NOW - 5, Dot("m2p9td", n))
    return Put(n, v, "parcel", record, list(scopes), [stamp], fields, [] if whole else None, Derived(journey), whole)


def value(phone: Phone, name: str, record: str = A) -> Value:
    view = phone.view(record)
    assert view
    return view.values.get(name)
