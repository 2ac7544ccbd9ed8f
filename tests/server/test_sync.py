"""The exchange, seen from the door: what is taken, what is refused, and that what is acknowledged is kept."""

import asyncio
import gzip
import zlib

import brotli
import msgspec
import pytest
import sqlalchemy as sa

from server.app import House
from server.storage import tables as t
from server.writer import Busy
from sync.exchange import LIMITS, Answer
from tests.actors.house import Hand, parcel
from tests.server.door import Phone, Staff
from tests.server.stores import ON_BOTH

ONE = parcel(1)


def stored(house: House) -> int:
    with house.engine.connect() as db:
        return db.execute(sa.select(sa.func.count()).select_from(t.ops)).scalar_one()


@ON_BOTH
async def test_an_act_is_taken_and_comes_back_in_the_feed(phone: Phone) -> None:
    answer = await phone.exchange(phone.takes_in(ONE))
    assert [(each.seq, each.code) for each in answer.verdicts] == [(1, "applied")]
    assert [entry.record for entry in answer.entries] == [ONE]
    assert (answer.complete, answer.reset, answer.last_seq, answer.durable_seq) == (True, False, 1, 1)


async def test_the_answer_says_what_time_it_is(phone: Phone, clock: Hand) -> None:
    clock.pass_minutes(5)
    assert (await phone.exchange()).now == clock.ms


@ON_BOTH
async def test_from_the_cursor_on_only_news_comes(phone: Phone) -> None:
    first = await phone.exchange(phone.takes_in(ONE))
    again = await phone.exchange(cursor=first.cursor)
    assert (again.entries, again.complete) == ([], True)


@ON_BOTH
async def test_the_same_message_five_times_at_once_is_taken_once(phone: Phone, opened: House) -> None:
    body = phone.message(phone.takes_in(ONE))
    answers = await asyncio.gather(*(phone.posts(body) for _ in range(5)))
    verdicts = {msgspec.json.decode(answer.content, type=Answer).verdicts[0] for answer in answers}
    assert len(verdicts) == 1
    assert stored(opened) == 1


async def test_a_packed_message_is_understood(phone: Phone) -> None:
    answer = await phone.posts(gzip.compress(phone.message(phone.takes_in(ONE))), content_encoding="gzip")
    assert msgspec.json.decode(answer.content, type=Answer).verdicts[0].code == "applied"


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.2, gzip;q=0.8", "gzip"),
        ("*", "br"),
        ("identity", None),
        ("gzip;q=nonsense", None),
        ("", None),
    ],
)
async def test_the_answer_is_packed_as_the_phone_can_read_it(phone: Phone, accept: str, coding: str | None) -> None:
    await phone.exchange(*(phone.takes_in(parcel(n)) for n in range(20)))
    async with phone.client.stream(
        "POST", "/sync/v1", content=phone.message(), headers={**phone.headers, "accept-encoding": accept}
    ) as answer:
        raw = b"".join([chunk async for chunk in answer.aiter_raw()])
    assert answer.headers.get("content-encoding") == coding
    assert "accept-encoding" in answer.headers["vary"]
    assert answer.headers["cache-control"] == "no-store"
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}[coding]
    assert len(msgspec.json.decode(unpack(raw), type=Answer).entries) == 20


async def test_without_a_token_nothing_is_taken(phone: Phone, opened: House) -> None:
    body = phone.message(phone.takes_in(ONE))
    for authorization in ("", "Bearer", f"Basic {phone.token}", "Bearer h1.k7x4mq.AAAA", f"Bearer {phone.token}x"):
        answer = await phone.posts(body, authorization=authorization)
        assert (answer.status_code, answer.json()["code"], answer.json()["next"]) == (401, "unauthorised", "sign-in")
        assert answer.headers["www-authenticate"] == "Bearer"
    assert stored(opened) == 0


async def test_nobody_speaks_for_another_device(staff: Staff, phone: Phone, opened: House) -> None:
    other = await staff.enrols()
    other.token = phone.token
    answer = await other.posts(other.message(other.takes_in(ONE)))
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert stored(opened) == 0


@ON_BOTH
async def test_what_a_revoked_phone_sends_is_kept_and_it_learns_nothing_but_that(
    staff: Staff, phone: Phone, opened: House
) -> None:
    await phone.exchange()
    staff.revokes(phone)
    answer = await phone.posts(phone.message(phone.takes_in(ONE)))
    told = answer.json()
    assert (answer.status_code, told["code"], told["next"]) == (403, "revoked", "stop")
    assert (told["last_seq"], [(seq, code) for seq, code, *_ in told["verdicts"]]) == (1, [(1, "quarantined")])
    with opened.engine.connect() as db:
        assert db.execute(sa.select(t.ops.c.verdict, t.ops.c.detail)).all() == [("quarantined", "revoked-device")]


async def test_a_gap_in_the_sequence_is_told(phone: Phone) -> None:
    phone.seq = 4
    answer = await phone.posts(phone.message(phone.takes_in(ONE)))
    assert (answer.status_code, answer.json()["code"], answer.json()["expected"]) == (409, "seq-gap", 1)


@ON_BOTH
async def test_a_cloned_phone_is_told_where_it_forked(phone: Phone) -> None:
    await phone.exchange(phone.takes_in(ONE), phone.takes_in(parcel(2)))
    phone.seq = 1
    answer = (await phone.posts(phone.message(phone.takes_in(parcel(3))))).json()
    assert (answer["status"], answer["code"], answer["from"], answer["verdicts"]) == (409, "device-fork", 2, [])


@ON_BOTH
async def test_when_the_commit_fails_nothing_is_acknowledged(
    phone: Phone, opened: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full, say, at the very last statement."""

    def full(_db: sa.Connection) -> None:
        raise sa.exc.OperationalError("COMMIT", None, Exception("database or disk is full"))

    sa.event.listen(opened.engine, "commit", full)
    body = phone.message(phone.takes_in(ONE))
    answer = await phone.posts(body)
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert int(answer.headers["retry-after"]) > 0
    sa.event.remove(opened.engine, "commit", full)
    assert stored(opened) == 0
    again = await phone.posts(body)
    assert msgspec.json.decode(again.content, type=Answer).verdicts[0].code == "applied"


async def test_a_full_queue_asks_phones_to_come_back(
    phone: Phone, opened: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise Busy

    monkeypatch.setattr(opened.writer, "join", full)
    answer = await phone.posts(phone.message())
    assert (answer.status_code, answer.json()["next"]) == (503, "wait")
    assert int(answer.headers["retry-after"]) > 0


async def test_a_fault_of_ours_is_not_an_acknowledgement(
    phone: Phone, opened: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stumble(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(opened.intake, "accept", stumble)
    answer = await phone.posts(phone.message())
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "ZeroDivision" not in answer.text


BAD = {
    "not JSON": (b"hello", {}, 400, "malformed"),
    "cut off": (b'["k7x4mq",1,null,[', {}, 400, "malformed"),
    "empty": (b"", {}, 400, "malformed"),
    "not UTF-8": (b'["\xff",1,null,[]]', {}, 400, "malformed"),
    "half a letter": (b'["\\ud800",1,null,[]]', {}, 400, "malformed"),
    "an object": (b"{}", {}, 400, "malformed"),
    "too short": (b'["k7x4mq"]', {}, 400, "malformed"),
    "nested without end": (b'["k7x4mq",1,null,[' + b"[" * 100_000, {}, 400, "malformed"),
    "a number beyond all numbers": (b'["k7x4mq",1e400,null,[]]', {}, 400, "malformed"),
    "gzip that is none": (b"hello", {"content_encoding": "gzip"}, 400, "malformed"),
    "gzip cut off": (gzip.compress(b"[1,2,3]")[:-4], {"content_encoding": "gzip"}, 400, "malformed"),
    "gzip with a tail": (gzip.compress(b"[1,2,3]") + b"x", {"content_encoding": "gzip"}, 400, "malformed"),
    "a bomb": (gzip.compress(bytes(20_000_000)), {"content_encoding": "gzip"}, 413, "too-large"),
    "too large": (b" " * (LIMITS.request_inflated_bytes_max + 1), {}, 413, "too-large"),
    "too large packed": (
        bytes(LIMITS.request_compressed_bytes_max + 1), {"content_encoding": "gzip"}, 413, "too-large"
    ),
    "not called JSON": (b"[]", {"content_type": "text/plain"}, 415, "wrong-type"),
    "msgpack": (b"\x90", {"content_type": "application/x-msgpack"}, 415, "wrong-type"),
    "zlib": (zlib.compress(b"[]"), {"content_encoding": "deflate"}, 415, "wrong-type"),
    "packed twice": (gzip.compress(b"[]"), {"content_encoding": "gzip, gzip"}, 415, "wrong-type"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
async def test_bad_messages_each_have_their_problem(phone: Phone, opened: House, name: str) -> None:
    body, headers, status, code = BAD[name]
    answer = await phone.posts(body, **headers)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert (problem["type"], problem["status"], problem["code"]) == (f"/problems/{code}", status, code)
    assert problem["title"]
    assert problem["next"]
    if code == "too-large":
        assert problem["max"] in (LIMITS.request_compressed_bytes_max, LIMITS.request_inflated_bytes_max)
    assert stored(opened) == 0


@pytest.mark.parametrize(
    ("slot", "message"),
    [
        ("inc", [7, 1, None, []]),
        ("now", ["k7x4mq", "noon", None, []]),
        ("now", ["k7x4mq", -1, None, []]),
        ("now", ["k7x4mq", 2**53 + 1, None, []]),
        ("mono[1]", ["k7x4mq", 1, ["p", 1.5], []]),
        ("mono", ["k7x4mq", 1, ["p", -1], []]),
        ("ops", ["k7x4mq", 1, None, {}]),
        ("skip", ["k7x4mq", 1, None, [], [[0, 3]]]),
        ("refill[0]", ["k7x4mq", 1, None, [], None, [[1]]]),
        ("limit", ["k7x4mq", 1, None, [], None, None, None, 0]),
        ("limit", ["k7x4mq", 1, None, [], None, None, None, 10**30]),
        ("held", ["k7x4mq", 1, None, [], None, None, None, None, None, -1]),
    ],
)
async def test_a_problem_names_the_slot_that_is_wrong(phone: Phone, slot: str, message: list[object]) -> None:
    answer = await phone.posts(msgspec.json.encode(message))
    assert (answer.status_code, answer.json()["code"], answer.json()["at"]) == (400, "malformed", slot)


async def test_more_ops_than_fit_are_split_by_the_phone(phone: Phone) -> None:
    ops = [phone.takes_in(parcel(n)) for n in range(LIMITS.ops_per_exchange_max + 1)]
    answer = await phone.posts(phone.message(*ops))
    assert (answer.status_code, answer.json()["max"]) == (413, LIMITS.ops_per_exchange_max)


async def test_a_cursor_that_is_nobodys_starts_the_phone_over_and_the_ops_are_taken(phone: Phone) -> None:
    answer = await phone.exchange(phone.takes_in(ONE), cursor="rubbish")
    assert answer.reset
    assert answer.verdicts[0].code == "applied"


@ON_BOTH
async def test_one_poison_op_costs_its_neighbours_nothing(phone: Phone) -> None:
    before = msgspec.json.encode(phone.takes_in(ONE))
    phone.seq += 1
    after = msgspec.json.encode(phone.takes_in(parcel(2)))
    body = b'["%b",%d,null,[%b,{"poison":1},%b]]' % (phone.inc.encode(), phone.clock.ms, before, after)
    verdicts = msgspec.json.decode((await phone.posts(body)).content, type=Answer).verdicts
    assert [each.code for each in verdicts] == ["applied", "quarantined", "applied"]


@ON_BOTH
async def test_sums_are_given_when_asked_for(phone: Phone) -> None:
    assert (await phone.exchange(phone.takes_in(ONE))).sums is None
    sums = (await phone.exchange(sums=True)).sums
    assert sums
    assert [(each.scope, each.count) for each in sums] == [("depot:D1", 1)]
