"""What phones are fed: pages, deltas, leaves, resets, sums; and the house's own clock."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from server import feed
from server.storage import tables as t
from server.watch import Watch
from sync import canon
from sync.exchange import Leave, Put
from sync.op import Part, Write
from sync.stamp import Dot
from tests.actors.house import Hands, House, parcel
from tests.parcels import DEPOT, OFFICE, SHOP
from tests.server.stores import ON_BOTH

ONE = parcel(1)


pytestmark = ON_BOTH


@pytest.fixture
def house(database: str) -> Iterator[House]:
    house = House(database)
    yield house
    house.close()


async def _fill(clerk: Hands, count: int) -> None:
    parts = [clerk.part(parcel(n), "arrive", label=f"L{n}", shop=SHOP) for n in range(1, count + 1)]
    for start in range(0, count, 50):
        await clerk.send(clerk.op("take_in", *parts[start : start + 50]))


async def test_pages_are_cut_between_ns_and_together_are_everything(house: House) -> None:
    clerk = house.enrol("k00001")
    await _fill(clerk, 300)
    seen: set[str] = set()
    cursor, complete, pages = None, False, 0
    while not complete:
        page = house.page((OFFICE,), cursor, limit=120)
        fresh = {entry.record for entry in page.entries}
        assert fresh.isdisjoint(seen)
        seen |= fresh
        cursor, complete, pages = page.cursor, page.complete, pages + 1
    assert (len(seen), pages) == (300, 3)


async def test_a_delta_carries_only_what_was_touched(house: House) -> None:
    clerk = house.enrol("k00001")
    await _fill(clerk, 3)
    cursor = house.page((DEPOT,)).cursor
    await clerk.does("mark", clerk.part(ONE, seen=Dot("k00001", 1), colour="red"))
    [entry] = house.page((DEPOT,), cursor).entries
    assert isinstance(entry, Put)
    assert (entry.whole, list(entry.fields), entry.events) == (False, ["colour"], None)
    assert house.page((DEPOT,), house.page((DEPOT,), cursor).cursor).entries == []


async def test_fields_touched_on_an_earlier_page_of_the_same_run_are_carried_again(house: House) -> None:
    clerk = house.enrol("k00001")
    await _fill(clerk, 3)
    start = house.page((DEPOT,)).cursor
    await clerk.does("mark", clerk.part(ONE, seen=Dot("k00001", 1), colour="red"))
    await clerk.does("mark", clerk.part(parcel(2), seen=Dot("k00001", 1), colour="red"))
    first = house.page((DEPOT,), start, limit=1)
    assert not first.complete
    await clerk.does("mark", clerk.part(ONE, seen=Dot("k00001", 1), label="again"))
    entries = {entry.record: entry for entry in house.page((DEPOT,), first.cursor).entries if isinstance(entry, Put)}
    assert set(entries[ONE].fields) == {"colour", "label"}


async def test_what_left_the_scope_is_said_once_and_what_stays_elsewhere_says_where(house: House) -> None:
    clerk, keeper = house.enrol("k00001"), house.enrol("k00002", SHOP, ("shopkeeper",))
    await _fill(clerk, 1)
    both = (DEPOT, SHOP)
    at_depot, at_both = house.page((DEPOT,)).cursor, house.page(both).cursor
    await clerk.does("send", clerk.part(ONE, "send", Dot("k00001", 1)))
    await keeper.does("receive", keeper.part(ONE, "receive", Dot("k00001", 2)))
    [leave] = house.page((DEPOT,), at_depot).entries
    assert isinstance(leave, Leave)
    assert (leave.record, leave.scope) == (ONE, DEPOT)
    entries = house.page(both, at_both).entries
    assert [entry.scopes for entry in entries if isinstance(entry, Put)] == [[SHOP]]
    assert [entry.scope for entry in entries if isinstance(entry, Leave)] == [DEPOT]


async def test_a_scope_gained_later_catches_up_and_a_lost_one_leaves_whole(house: House) -> None:
    clerk = house.enrol("k00001")
    await _fill(clerk, 5)
    cursor = house.page((SHOP,)).cursor
    gained: set[str] = set()
    complete = False
    while not complete:
        page = house.page((SHOP, DEPOT), cursor, limit=2)
        assert all(entry.whole for entry in page.entries if isinstance(entry, Put))
        gained |= {entry.record for entry in page.entries}
        cursor, complete = page.cursor, page.complete
    assert len(gained) == 5
    lost = house.page((SHOP,), cursor).entries
    assert [(entry.record, entry.scope) for entry in lost if isinstance(entry, Leave)] == [("", DEPOT)]


async def test_what_left_came_back_and_left_between_two_pages_is_said_to_have_left(house: House) -> None:
    clerk, two = house.enrol("k00001"), parcel(2)
    await _fill(clerk, 2)
    await clerk.does("send", clerk.part(ONE, "send", Dot("k00001", 1)))
    await clerk.does("send", clerk.part(two, "send", Dot("k00001", 1)))
    first = house.page((SHOP,), limit=1)
    assert ([entry.record for entry in first.entries], first.complete) == ([ONE], False)
    for shop in (None, SHOP, None):
        await clerk.does("mark", clerk.part(ONE, seen=Dot("k00001", 2), shop=shop))
    rest = house.page((SHOP,), first.cursor)
    left = [(entry.record, entry.scope) for entry in rest.entries if isinstance(entry, Leave)]
    assert (left, rest.complete) == ([(ONE, SHOP)], True)


async def test_a_first_sync_is_not_told_of_what_left_before_it_began(house: House) -> None:
    clerk = house.enrol("k00001")
    await _fill(clerk, 3)
    for n in (1, 2, 3):
        await clerk.does("send", clerk.part(parcel(n), "send", Dot("k00001", 1)))
    await clerk.does("mark", clerk.part(ONE, seen=Dot("k00001", 2), shop=None))
    await clerk.does("mark", clerk.part(parcel(3), seen=Dot("k00001", 4), colour="red"))
    first = house.page((SHOP,), limit=1)
    rest = house.page((SHOP,), first.cursor)
    assert [entry.record for entry in [*first.entries, *rest.entries]] == [parcel(2), parcel(3)]


@pytest.mark.parametrize("damage", ["nonce", "future", "garbage"])
async def test_a_cursor_of_another_history_starts_over(house: House, damage: str) -> None:
    clerk = house.enrol("k00001")
    await _fill(clerk, 2)
    cursor = house.page((DEPOT,)).cursor
    if damage == "nonce":
        with house.engine.begin() as db:
            db.execute(sa.update(t.feed).values(nonce="other"))
    elif damage == "future":
        cursor = feed.encode(feed.Cursor(99, 99, "x", (DEPOT,)))
    else:
        cursor = "§§§"
    page = house.page((DEPOT,), cursor)
    assert page.reset
    assert len(page.entries) == 2


async def test_sums_vouch_for_presence_and_version(house: House) -> None:
    clerk = house.enrol("k00001")
    await _fill(clerk, 3)
    page = house.page((DEPOT,))
    assert page.sums
    count, xor = canon.sum_of((entry.record, entry.v) for entry in page.entries if isinstance(entry, Put))
    assert (page.sums[0].count, page.sums[0].xor) == (count, xor)


async def test_a_time_that_is_up_is_an_event_once_and_survives_a_restart(house: House) -> None:
    clerk = house.enrol("k00001")
    await _fill(clerk, 1)
    watch = Watch(house.engine, house.writer, house.intake, house.clock)
    await watch.open()
    await clerk.does("send", clerk.part(ONE, "send", Dot("k00001", 1)))
    house.clock.pass_minutes(59)
    assert await watch.tick() is None
    house.clock.pass_minutes(2)
    restarted = Watch(house.engine, house.writer, house.intake, house.clock)
    await restarted.open()
    taken = await restarted.tick()
    assert taken
    assert [verdict.code for verdict in taken.verdicts()] == ["applied"]
    assert await restarted.tick() is None
    journey = clerk.sees()[ONE].derived.journey
    assert journey
    assert journey.state == "late"


async def test_sets_logs_and_counts_travel_as_their_elements(house: House) -> None:
    clerk = house.enrol("k00001")
    writes = [
        Write("tags", "add", "a", []),
        Write("tags", "add", "b", []),
        Write("remarks", "add", "wet", []),
        Write("weight", "inc", 3, []),
    ]
    arrive = clerk.part(ONE, "arrive").event
    await clerk.send(clerk.op("take_in", Part("parcel", ONE, writes, arrive, None)))
    entry = clerk.sees()[ONE]
    assert [head.value for head in entry.fields["tags"]] == ["a", "b"]
    assert (entry.fields["weight"][0].value, entry.fields["weight"][0].how) == (3, "inc")
