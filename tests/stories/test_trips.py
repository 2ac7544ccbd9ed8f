"""A bus is closed when everybody who got on got off, or somebody answers for the difference by name."""

import pytest

from sync.op import Value
from tests.actors.post import shadows_agree
from tests.stories.conftest import Operation
from tests.stories.test_side_ways import codes, holder
from tests.stories.test_the_two_ways import registers_family, signs

SITE = "site:CS1"
RECEIVED: dict[str, Value] = {"where": "room 301", "handed_by": "Lin", "received_by": "Song", "bags_ok": True}


async def rides_to_the_site(operation: Operation, size: int) -> tuple[str, list[str]]:
    """A family that chose the central site, under way to it."""
    desk = operation.desk
    family = registers_family(desk, size)
    signs(desk, family, "central")
    bus = desk.fills("trip", **{"class": "central"}, vehicle="沪A22222", seats=30, to_site=SITE)
    desk.fills("boarding", bus, boarded=[*family])
    desk.fills("depart", bus)
    assert codes(await desk.syncs()) == {"applied"}
    await operation.site.syncs()
    return bus, family


@pytest.mark.accepts("M09")
async def test_a_bus_with_somebody_unexplained_cannot_be_closed(operation: Operation) -> None:
    site, desk, house = operation.site, operation.desk, operation.house
    bus, (first, second, third) = await rides_to_the_site(operation, 3)
    site.fills("arrive_trip", bus)
    site.fills("arrive_site", people=[first], **RECEIVED, start_end=["2020-03-21", "2020-04-04"])
    site.fills("close_trip", bus, all_off=True)
    [arrived, received, closed] = await site.syncs()
    assert (arrived.code, received.code) == ("applied", "applied")
    assert (closed.code, closed.detail) == ("superseded", "guard:everyone_off")
    assert site.state(bus) == "arrived"

    # One is sought, the other stays aboard with a reason: now every name has an answer.
    await desk.syncs()
    desk.fills("missed", second, missed_note="not on the bus when it came")
    await desk.syncs()
    await site.syncs()
    site.fills("close_trip", bus, all_off=False, not_off=[third], explained=["rides on to the dentist: Song"])
    assert codes(await site.syncs()) == {"applied"}
    assert site.state(bus) == "closed"
    assert site.sees(bus).values["not_off"] == [third]
    assert holder(site, third) == f"trip:{bus}", "until somebody takes them over the bus answers for them"
    assert shadows_agree(house)


@pytest.mark.accepts("M09")
async def test_a_bus_everybody_left_is_closed(operation: Operation) -> None:
    site = operation.site
    bus, family = await rides_to_the_site(operation, 2)
    site.fills("arrive_trip", bus)
    site.fills("arrive_site", people=[*family], **RECEIVED, start_end=["2020-03-21", "2020-04-04"])
    site.fills("close_trip", bus, all_off=True)
    assert codes(await site.syncs()) == {"applied"}
    assert site.state(bus) == "closed"


@pytest.mark.path(14)
async def test_a_full_site_is_passed_by_only_when_another_has_accepted(operation: Operation) -> None:
    duty, desk = operation.duty, operation.desk
    bus, family = await rides_to_the_site(operation, 2)
    await duty.syncs()
    duty.fills("redirect", bus, to_site="site:CS2", aboard=[*family], accepted_by="Zhou, central site 2")
    assert codes(await duty.syncs()) == {"applied"}
    await desk.syncs()
    assert [desk.sees(person).values["bound_for"] for person in family] == ["site:CS2", "site:CS2"]
    assert {holder(desk, person) for person in family} == {f"trip:{bus}"}, "they stay in the bus's custody"


@pytest.mark.accepts("M14")
async def test_the_holding_point_knows_who_is_on_a_bus_before_it_comes(operation: Operation) -> None:
    desk, holding = operation.desk, operation.holding
    family = registers_family(desk, 2)
    signs(desk, family, "home")
    bus = desk.fills("trip", **{"class": "test"}, vehicle="沪A12345", seats=30, to_site="site:HP1")
    desk.fills("boarding", bus, boarded=[*family])
    desk.fills("depart", bus)
    # No network at the airport: nobody there can know. As soon as one end has it, the other sees names and plate.
    await holding.syncs()
    assert holding.is_blind_to(bus)
    await desk.syncs()
    await holding.syncs()
    assert (holding.state(bus), holding.sees(bus).values["vehicle"]) == ("under_way", "沪A12345")
    assert [holder(holding, person) for person in family] == [f"trip:{bus}"] * 2
    assert [holding.sees(person).values["name_family"] for person in family] == ["ERIKSSON", "ERIKSSON"]
