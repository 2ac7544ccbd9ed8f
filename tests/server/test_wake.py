"""Hints: who is told, how often, and that nobody who hung up is remembered."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
import uvicorn
from litestar import Litestar

from server.app import House
from server.routes import wake as door
from server.wake import RUNG_PER_SECOND, STREAMS_PER_OWNER_MAX, Subscription, Wake
from tests.actors.house import parcel
from tests.parcels import OFFICE, SHOP
from tests.server.door import Client, Phone, Staff


@pytest.fixture
def wake() -> Wake:
    return Wake(chance=lambda: 1.0)


async def hears(subscription: Subscription, seconds: float = 5) -> bool:
    with contextlib.suppress(TimeoutError):
        return await asyncio.wait_for(subscription.hint(), seconds)
    return False


async def test_only_those_in_scope_hear(wake: Wake) -> None:
    with wake.subscribe(["a:1"]) as one, wake.subscribe(["b:2", "a:1"]) as both, wake.subscribe(["c:3"]) as neither:
        wake.ring(["a:1"])
        assert await hears(one)
        assert await hears(both)
        assert not await hears(neither, 0.05)


async def test_many_rings_are_one_hint_a_second(wake: Wake) -> None:
    with wake.subscribe(["a:1"]) as ear:
        before_the_first = asyncio.get_running_loop().time()
        for _ in range(10):
            wake.ring(["a:1"])
        assert await hears(ear)
        assert not await hears(ear, 0.05)
        wake.ring(["a:1"])
        assert await hears(ear, 10)
        # However slow the machine: the second hint is never less than its second after the first.
        assert asyncio.get_running_loop().time() - before_the_first > 0.9


async def test_a_hint_is_not_lost_while_the_line_beats(wake: Wake) -> None:
    with wake.subscribe(["a:1"]) as ear:
        assert not await hears(ear, 0.01)
        wake.ring(["a:1"])
        assert await hears(ear)


async def test_who_brought_the_news_is_not_told(wake: Wake) -> None:
    with wake.subscribe(["a:1"], owner="k7x4mq") as own, wake.subscribe(["a:1"], owner="other0") as other:
        wake.ring(["a:1"], but="k7x4mq")
        assert await hears(other)
        assert not await hears(own, 0.05)


async def test_a_crowd_is_told_one_after_the_other_and_a_lone_phone_at_once() -> None:
    wake = Wake(chance=lambda: 0.0)
    with contextlib.ExitStack() as crowd:
        ears = [crowd.enter_context(wake.subscribe(["a:1"])) for _ in range(RUNG_PER_SECOND // 2)]
        lone = crowd.enter_context(wake.subscribe(["b:2"]))
        wake.ring(["a:1"])
        wake.ring(["b:2"])
        assert {ear.spread_seconds for ear in ears} == {0.5}
        assert lone.spread_seconds < 0.01
        assert all(await asyncio.gather(*(ear.hint() for ear in ears)))


async def test_of_one_phone_only_the_newest_lines_live_on(wake: Wake) -> None:
    with contextlib.ExitStack() as lines:
        ears = [lines.enter_context(wake.subscribe(["a:1"], owner="k7x4mq")) for _ in range(STREAMS_PER_OWNER_MAX + 1)]
        wake.ring(["a:1"])
        assert [await hears(ear) for ear in ears] == [False, True, True, True]
    assert len(wake) == 0


async def test_closing_ends_every_line(wake: Wake) -> None:
    with wake.subscribe(["a:1"]) as ear:
        waiting = asyncio.create_task(ear.hint())
        await asyncio.sleep(0)
        wake.close()
        assert not await waiting


# Through the door, over a real connection: only there can somebody hang up.


@pytest.fixture
async def address(app: Litestar, client: Client) -> AsyncIterator[tuple[str, int]]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    for _ in range(500):
        if server.started:
            break
        await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()
    server.should_exit = True
    await serving


class Line:
    """A phone's open line."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, address: tuple[str, int], phone: Phone) -> "Line":
        line = cls(*await asyncio.open_connection(*address))
        request = f"GET /sync/v1/wake HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {phone.token}\r\n\r\n"
        line.writer.write(request.encode())
        return line

    async def reads(self, text: str) -> str:
        return (await asyncio.wait_for(self.reader.readuntil(text.encode()), 5)).decode()

    async def hang_up(self) -> None:
        self.writer.close()
        await self.writer.wait_closed()


async def lines_open(house: House, count: int) -> None:
    for _ in range(200):
        if len(house.wake) == count:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"{len(house.wake)} lines are open, not {count}")


async def test_an_office_hears_that_something_came_and_is_forgotten_when_it_hangs_up(
    staff: Staff, phone: Phone, opened: House, address: tuple[str, int]
) -> None:
    office, shop = await staff.enrols(OFFICE, ("lead",)), await staff.enrols(SHOP, ("shopkeeper",))
    line, other = await Line.open(address, office), await Line.open(address, shop)
    head = await line.reads(":\n\n")
    assert " 200 " in head
    assert "text/event-stream" in head
    assert "cache-control: no-store" in head
    await lines_open(opened, 2)
    await phone.exchange(phone.takes_in(parcel(1)))
    assert await line.reads("event: wake\ndata: {}\n\n")
    await line.hang_up()
    await other.hang_up()
    await lines_open(opened, 0)


async def test_what_came_while_the_line_was_cut_is_there_when_it_stands_again(
    staff: Staff, phone: Phone, opened: House, address: tuple[str, int]
) -> None:
    """The line says nothing but "come", and its first beat is one: what was not said is behind the cursor."""
    office = await staff.enrols(OFFICE, ("lead",))
    line = await Line.open(address, office)
    await line.reads(":\n\n")
    before = await office.exchange()
    await line.hang_up()
    await lines_open(opened, 0)
    await phone.exchange(phone.takes_in(parcel(1)))
    line = await Line.open(address, office)
    await line.reads(":\n\n")
    # What comes between the first beat and the question is called out.
    await phone.exchange(phone.takes_in(parcel(2)))
    after = await office.exchange(cursor=before.cursor)
    assert [entry.record for entry in after.entries] == [parcel(1), parcel(2)]
    assert await line.reads("event: wake\ndata: {}\n\n")
    await line.hang_up()


async def test_the_line_beats_while_nothing_happens(
    phone: Phone, opened: House, address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "HEARTBEAT_SECONDS", 0.05)
    line = await Line.open(address, phone)
    for _ in range(3):
        await line.reads(":\n\n")
    await line.hang_up()
    await lines_open(opened, 0)


async def test_when_the_house_closes_the_line_ends(phone: Phone, opened: House, address: tuple[str, int]) -> None:
    line = await Line.open(address, phone)
    await line.reads(":\n\n")
    opened.wake.close()
    assert "0\r\n\r\n" in await line.reads("0\r\n\r\n")
    await line.hang_up()
    await lines_open(opened, 0)


async def test_strangers_hear_nothing(client: Client) -> None:
    answer = await client.get("/sync/v1/wake")
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorised")
