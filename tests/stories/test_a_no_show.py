"""A bus leaves without somebody who was called for it, and nobody says so: ten minutes later the house does."""

import pytest

from server.boards.wall import read_board
from server.watch import Watch
from sync.match import elements
from tests.actors.house import House
from tests.actors.post import Post
from tests.stories.conftest import Operation
from tests.stories.test_the_two_ways import registers_family, signs

DISTRICT = ("district:310105",)
NAMED_AFTER_MINUTES = 10
SECOND_MS = 1_000


class Hall:
    """The station's hall: whoever waits there, and the bus."""

    def __init__(self, operation: Operation) -> None:
        self.house: House = operation.house
        self.desk: Post = operation.desk
        house = self.house
        self.watch = Watch(house.engine, house.writer, house.intake, house.clock)

    async def waits(self) -> str:
        """Somebody who chose home."""
        [one] = registers_family(self.desk, 1)
        signs(self.desk, [one], "home")
        await self.desk.syncs()
        return one

    async def bus_leaves(self, called: list[str], aboard: list[str]) -> str:
        bus = self.desk.fills("trip", **{"class": "test"}, vehicle="沪A12345", seats=30, to_site="site:HP1")
        self.desk.fills("call_test", bus, called=[*called])
        await self.desk.syncs()
        self.desk.fills("boarding", bus, boarded=[*aboard])
        self.desk.fills("depart", bus)
        await self.desk.syncs()
        return bus

    async def pass_minutes(self, minutes: int) -> None:
        """And a second: acts of one moment are told apart by a thousandth."""
        self.house.clock.pass_minutes(minutes)
        self.house.clock.ms += SECOND_MS
        await self.watch.tick()
        await self.desk.syncs()

    def state(self, one: str) -> str:
        seen = self.desk.phone.view(one)
        assert seen
        assert seen.journey
        return seen.journey.state

    def named(self) -> list[str]:
        """Whom the wall says nobody can point to."""
        rules = self.house.programme.wall
        assert rules
        board = read_board(self.house.engine, self.house.programme, rules, DISTRICT, self.house.clock.ms)
        return [row.key.partition(":")[2] for row in board.unaccounted.rows]

    def warned(self) -> list[str]:
        """Whose time is nearly up, by the wall."""
        rules = self.house.programme.wall
        assert rules
        board = read_board(self.house.engine, self.house.programme, rules, DISTRICT, self.house.clock.ms)
        return [row.key.partition(":")[2] for row in board.overdue.rows if row.limit_at > board.as_of]


@pytest.fixture
async def hall(operation: Operation) -> Hall:
    hall = Hall(operation)
    await hall.watch.open()
    return hall


@pytest.mark.path(6)
async def test_who_was_called_and_is_not_aboard_is_missing_ten_minutes_after_departure(hall: Hall) -> None:
    aboard, absent = await hall.waits(), await hall.waits()
    bus = await hall.bus_leaves([aboard, absent], [aboard])
    later = await hall.waits()
    seen = hall.desk.phone.view(bus)
    assert seen
    assert set(elements(seen.values["called"])) == {aboard, absent}, "the escort's phone shows who was called"

    await hall.pass_minutes(NAMED_AFTER_MINUTES - 1)
    assert (hall.named(), hall.warned()) == ([], [absent]), "the wall counts down"
    await hall.pass_minutes(1)
    assert hall.named() == [absent]
    assert [hall.state(one) for one in (aboard, absent, later)] == ["on_bus_test", "missing", "queued_test"]


async def test_who_is_found_is_not_missed_again_by_the_same_bus(hall: Hall) -> None:
    absent, aboard = await hall.waits(), await hall.waits()
    bus = await hall.bus_leaves([absent, aboard], [aboard])
    await hall.pass_minutes(NAMED_AFTER_MINUTES)
    assert hall.named() == [absent]
    hall.desk.fills("found", absent, found_seen=True)
    await hall.desk.syncs()
    await hall.pass_minutes(NAMED_AFTER_MINUTES + 5)
    hall.desk.fills("arrive_trip", bus)
    await hall.pass_minutes(NAMED_AFTER_MINUTES + 5)
    assert (hall.named(), hall.state(absent)) == ([], "queued_test")
    await hall.bus_leaves([absent], [await hall.waits()])
    await hall.pass_minutes(NAMED_AFTER_MINUTES)
    assert hall.named() == [absent], "the next bus that leaves without them counts anew"


@pytest.mark.accepts("M15")
async def test_a_house_that_slept_while_the_bus_was_on_the_road_still_notices(hall: Hall) -> None:
    absent, aboard = await hall.waits(), await hall.waits()
    bus = await hall.bus_leaves([absent, aboard], [aboard])
    hall.house.clock.pass_minutes(NAMED_AFTER_MINUTES + 50)
    hall.desk.fills("arrive_trip", bus)
    await hall.desk.syncs()
    await hall.pass_minutes(0)
    assert hall.named() == [absent]


async def test_who_chose_another_way_or_fell_ill_is_no_no_show(hall: Hall) -> None:
    blue, ill, aboard = await hall.waits(), await hall.waits(), await hall.waits()
    await hall.bus_leaves([blue, ill, aboard], [aboard])
    await hall.pass_minutes(1)
    hall.desk.fills(
        "change_central",
        people=[blue],
        lang="en",
        signature="M1 1L2 2",
        signed_at="2020-03-21T08:00:00Z",
        tag_on_form=True,
        tag_on_notice=True,
        choice="central",
    )
    hall.desk.fills("symptom", ill, temp="38.1", symptoms=["fever"], alert_by="Lin")
    await hall.desk.syncs()
    await hall.pass_minutes(NAMED_AFTER_MINUTES)
    assert hall.named() == []


async def test_a_bus_nobody_was_called_for_makes_nobody_missing(hall: Hall) -> None:
    waiting, aboard = await hall.waits(), await hall.waits()
    bus = hall.desk.fills("trip", **{"class": "test"}, vehicle="沪A12345", seats=30, to_site="site:HP1")
    hall.desk.fills("boarding", bus, boarded=[aboard])
    hall.desk.fills("depart", bus)
    await hall.desk.syncs()
    await hall.pass_minutes(NAMED_AFTER_MINUTES + 5)
    assert (hall.named(), hall.state(waiting)) == ([], "queued_test")
