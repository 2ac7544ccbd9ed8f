"""Two server processes on one PostgreSQL: an office is called, answers and is passed over as if there were one."""

import asyncio
from collections.abc import Iterator
from itertools import cycle

import pytest

from server.bell import Bell
from server.intake import Intake
from tests.actors.house import House
from tests.actors.post import shadows_agree
from tests.server.stores import ON_POSTGRES
from tests.stories.office import Office
from tests.stories.test_clocks import NO_ANSWER, OFFER, RING_UP, UNHEARD
from tests.stories.test_the_two_ways import NOW

pytestmark = ON_POSTGRES


@pytest.fixture
def other(office: Office, database: str) -> Iterator[House]:
    """The second process."""
    other = House(database, office.house.programme)
    other.clock = office.house.clock
    other.intake = Intake(other.writer, other.programme, other.clock, Bell(other.engine))
    yield other
    other.close()


async def test_two_accept_at_once_at_two_processes_and_both_see_who_has_it(office: Office, other: House) -> None:
    street, second = office.operation.street, office.joins("gubei2")
    offer = await office.offers()
    await street.syncs()
    await second.syncs()
    street.fills("accept", offer, pickup_at=NOW, pickup_by="Jiang")
    second.fills("accept", offer, pickup_at=NOW, pickup_by="Wu")
    second.house = other
    verdicts = await asyncio.gather(street.syncs(), second.syncs())
    assert sorted(verdict.code for each in verdicts for verdict in each) == ["applied", "superseded"]
    await asyncio.gather(street.syncs(), second.syncs())
    [notice] = office.notices(offer)
    winner = "Jiang" if notice.ended_by == "Who gubei1" else "Wu"
    assert street.sees(offer).values["pickup_by"] == second.sees(offer).values["pickup_by"] == winner
    assert shadows_agree(other)


async def test_an_office_is_called_once_by_two_couriers_at_once(office: Office, other: House) -> None:
    await office.offers()
    one = office.courier
    office.house = other
    two = office.hires()
    assert sum(await asyncio.gather(one.set_out(), two.set_out())) == 1
    await one.rest()
    await two.rest()
    await two.close()
    assert len(office.phone.heard) == 1
    assert office.timeline() == ["queued", "attempted", "accepted_by_push"]


@pytest.mark.accepts("M19")
async def test_at_every_step_the_process_dies_and_the_other_goes_on(office: Office, other: House) -> None:
    operation = office.operation
    houses = cycle([other, office.house])
    second = office.joins("gubei2")
    office.can_call(operation.duty, operation.holding)
    await office.goes_on_duty(operation.street)
    await office.goes_on_duty(second, "contact_2")
    offer = await office.offers()
    heard: list[dict[str, list[str]]] = []
    for minutes in (0, 2, 3, 5, 5, 15, 30):
        for wait in (minutes, 0):
            await office.courier.close()
            office.moves_to(next(houses))
            heard.append(await office.minutes_pass(wait))
    assert [rung for rung in heard if rung] == [
        {"gubei1": [OFFER]},
        {"gubei2": [OFFER]},
        {"duty01": [UNHEARD]},
        {"hold01": [RING_UP]},
        {"gubei1": [OFFER], "gubei2": [OFFER], "duty01": [UNHEARD], "hold01": [RING_UP]},
        {"duty01": [NO_ANSWER]},
    ]
    assert office.timeline(offer).count("escalated") == 4


async def test_both_keep_the_clocks_and_each_stage_is_told_once(office: Office, other: House) -> None:
    office.can_call(office.operation.duty)
    offer = await office.offers()
    await office.carries()
    one = office.clocks
    await office.courier.close()
    office.moves_to(other)
    office.house.clock.pass_minutes(10)
    await asyncio.gather(one.tick(), office.clocks.tick())
    office.forgets_calls()
    await office.carries()
    assert office.rings() == {"duty01": [UNHEARD]}
    assert office.timeline(offer).count("escalated") == 3


async def test_a_yes_made_without_a_network_counts_at_the_other_process(office: Office, other: House) -> None:
    street, late = office.operation.street, office.joins("gubei2")
    offer = await office.offers()
    await street.syncs()
    await late.syncs()
    for post, who in ((street, "Jiang"), (late, "Wu")):
        post.fills("accept", offer, pickup_at=NOW, pickup_by=who)
    await office.minutes_pass(50)
    street.house = other
    assert [verdict.code for verdict in await street.syncs()] == ["applied"]
    assert [verdict.code for verdict in await late.syncs()] == ["superseded"]
    assert late.sees(offer).values["pickup_by"] == "Jiang"
