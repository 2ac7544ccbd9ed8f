"""Several server processes on one PostgreSQL: what they do at once is done once, in one order, and told to all."""

import asyncio
import logging
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from server.bell import Bell
from server.intake import Intake
from server.rebuild import rebuild
from server.storage import tables as t
from server.storage.engine import alone
from server.wake import Wake
from server.watch import Watch
from sync.exchange import Put
from sync.stamp import Dot
from tests.actors.house import Hands, House, parcel
from tests.actors.service import Service
from tests.parcels import DEPOT, OFFICE, PARCELS, SHOP
from tests.server.stores import ON_POSTGRES

pytestmark = ON_POSTGRES

ONE, TWO = parcel(1), parcel(2)
PHONES, ROUNDS = 6, 8


@pytest.fixture
def house(database: str) -> Iterator[House]:
    house = House(database)
    yield house
    house.close()


@pytest.fixture
def other(house: House, database: str) -> Iterator[House]:
    """A second process on the same database."""
    other = House(database)
    other.clock = house.clock
    other.intake = Intake(other.writer, PARCELS, other.clock, Bell(other.engine))
    yield other
    other.close()


def at(house: House, hands: Hands) -> Hands:
    """The same phone, whose next connection led to another process."""
    moved = Hands(house, hands.inc, hands.scopes)
    moved.seq = hands.seq
    return moved


def is_rebuilt_equal(house: House) -> bool:
    with house.engine.begin() as db:
        return rebuild(db, PARCELS).differing == []


async def test_the_same_exchange_at_both_is_applied_once(house: House, other: House) -> None:
    clerk = house.enrol("k00001")
    op = clerk.op("take_in", clerk.part(ONE, "arrive", label="L1"))
    taken = await asyncio.gather(*(at(one, clerk).send(op) for one in (house, other) * 4))
    assert len({each.verdicts()[0] for each in taken}) == 1
    with house.engine.connect() as db:
        assert db.execute(sa.select(sa.func.count()).select_from(t.ops)).scalar() == 1


async def test_what_many_write_on_the_same_records_at_both_is_all_kept_in_one_dense_order(
    house: House, other: House, caplog: pytest.LogCaptureFixture
) -> None:
    clerks = [at((house, other)[n % 2], house.enrol(f"k0000{n}")) for n in range(PHONES)]
    await clerks[0].does("take_in", clerks[0].part(ONE, "arrive", label="A"), clerks[0].part(TWO, "arrive", label="B"))

    async def works(clerk: Hands, backwards: bool) -> None:
        for turn in range(ROUNDS):
            parts = [clerk.part(i, seen=Dot(clerks[0].inc, 1), colour=f"{clerk.inc}{turn}") for i in (ONE, TWO)]
            verdict = await clerk.does("mark", *(reversed(parts) if backwards else parts))
            assert verdict.code in ("applied", "noop")

    with caplog.at_level(logging.ERROR):
        await asyncio.gather(*(works(clerk, bool(n % 2)) for n, clerk in enumerate(clerks)))
    assert caplog.messages == []
    with house.engine.connect() as db:
        assert list(db.execute(sa.select(t.feed.c.n).order_by(t.feed.c.n)).scalars()) == list(range(1, 50))
        assert set(db.execute(sa.select(t.records.c.v)).scalars()) == {1 + PHONES * ROUNDS}
    assert is_rebuilt_equal(house)


async def test_a_reader_that_follows_along_misses_nothing(house: House, other: House) -> None:
    clerks = [at((house, other)[n % 2], house.enrol(f"k0000{n}")) for n in range(PHONES)]
    fed: set[str] = set()
    cursor: str | None = None
    over = asyncio.Event()

    def reads() -> None:
        nonlocal cursor
        page = house.page((DEPOT,), cursor)
        fed.update(entry.record for entry in page.entries if isinstance(entry, Put))
        assert not page.reset
        cursor = page.cursor

    async def follows() -> None:
        while not over.is_set():
            await asyncio.to_thread(reads)

    async def works(clerk: Hands, first: int) -> None:
        for number in range(first, first + ROUNDS):
            await clerk.does("take_in", clerk.part(parcel(number), "arrive", label=f"L{number}"))

    following = asyncio.create_task(follows())
    await asyncio.gather(*(works(clerk, 100 * (n + 1)) for n, clerk in enumerate(clerks)))
    over.set()
    await following
    reads()
    assert len(fed) == PHONES * ROUNDS


async def test_two_who_make_the_same_record_at_once_are_both_heard(house: House, other: House) -> None:
    """The second is judged on what the first left, as if it had come a moment later."""
    one, two = house.enrol("k00001"), at(other, house.enrol("k00002"))
    for number in range(1, 20):
        acts = [each.op("take_in", each.part(parcel(number), label=each.inc)) for each in (one, two)]
        taken = await asyncio.gather(one.send(acts[0]), two.send(acts[1]))
        assert sorted(each.verdicts()[0].code for each in taken) == ["applied", "quarantined"]
        assert {each.verdicts()[0].detail for each in taken} == {None, "out-of-scope"}
    assert is_rebuilt_equal(house)


async def test_a_phone_on_a_line_of_one_hears_of_what_the_other_commits(house: House, other: House) -> None:
    wake = Wake(chance=lambda: 0.0)
    listening = asyncio.create_task(Bell(house.engine).listen(wake))
    clerk = at(other, house.enrol("k00001"))
    with wake.subscribe([OFFICE]) as ear, wake.subscribe(["depot:D2"]) as elsewhere:
        for number in range(1, 200):
            await clerk.does("take_in", clerk.part(parcel(number), "arrive", label="L", shop=SHOP))
            if ear._rung.is_set():
                break
        assert await asyncio.wait_for(ear.hint(), 5)
        assert not elsewhere._rung.is_set()
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


async def test_of_two_clocks_only_one_strikes(house: House, other: House) -> None:
    clerk = house.enrol("k00001")
    watches = [Watch(one.engine, one.writer, one.intake, house.clock) for one in (house, other)]
    for watch in watches:
        await watch.open()
    await clerk.does("take_in", clerk.part(ONE, "arrive", label="L1", shop=SHOP))
    await clerk.does("send", clerk.part(ONE, "send", Dot("k00001", 1)))
    house.clock.pass_minutes(61)

    async def ticks(house: House, watch: Watch) -> bool:
        async with alone(house.engine, "watch") as mine:
            return mine and await watch.tick() is not None

    struck = await asyncio.gather(*(ticks(one, watch) for one, watch in zip((house, other), watches, strict=True)))
    assert sorted(struck) == [False, True]
    assert not await ticks(other, watches[1])
    assert await asyncio.wait_for(_is_free(house), 5)


async def _is_free(house: House) -> bool:
    async with alone(house.engine, "watch") as mine:
        return mine


def test_two_processes_share_a_port_and_one_that_is_killed_is_replaced(database: str, tmp_path: Path) -> None:
    service = Service(tmp_path, database, processes=2).start()
    try:
        first = set(service.servers())
        assert len(first) == 2
        service.kill(min(first))
        until = time.monotonic() + 120
        while len(first & set(service.servers())) != 1 or len(service.servers()) != 2:
            assert time.monotonic() < until, service.said
            time.sleep(0.05)
        # Also those connections that the system deals to the dead one's queue are answered.
        for _ in range(8):
            with urllib.request.urlopen(f"{service.address}/health", timeout=90) as answer:
                assert answer.status == 200
        assert service.stop() == 0
    finally:
        service.discard()
