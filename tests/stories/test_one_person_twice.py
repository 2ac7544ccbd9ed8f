"""Two offline desks register the same person; the data desk says that they are one, and may take it back."""

import pytest

from server.watch import Watch
from sync.op import Value
from tests.actors.post import Post, fresh_record, shadows_agree
from tests.stories.conftest import Operation
from tests.stories.test_the_two_ways import GUBEI, NOW, _answers, signs


def registers(desk: Post, **more: Value) -> str:
    person = fresh_record()
    answers = {**_answers(0, fresh_record(), "home"), **more}
    desk.saves("arrival", [desk.filled("arrival", person, **answers)])
    return person


async def twice(operation: Operation, first: str, second: str) -> tuple[str, str]:
    """Both desks without a network; the second a little later. What each has signed."""
    desk, two = operation.desk, operation.desk_two
    one = registers(desk)
    signs(desk, [one], first)
    operation.house.clock.pass_minutes(3)
    other = registers(two, card_no="C7")
    signs(two, [other], second)
    await desk.syncs()
    await two.syncs()
    return one, other


def data_desk(operation: Operation) -> Post:
    return Post(operation.house, "data01", "district:310105", ("data_desk",))


def rides(desk: Post, person: str) -> str:
    bus = desk.fills("trip", **{"class": "test"}, vehicle="沪A12345", seats=30, to_site="site:HP1")
    desk.fills("boarding", bus, boarded=[person])
    desk.fills("depart", bus)
    return bus


async def merges(data: Post, record: str, other: str) -> list[str]:
    await data.syncs()
    data.fills("merge_duplicate", record, also_is=[other], merge_note="one passport")
    return [verdict.code for verdict in await data.syncs()]


@pytest.mark.path(7)
async def test_two_records_of_one_person_go_on_as_one_and_part_again(operation: Operation) -> None:
    data = data_desk(operation)
    one, other = await twice(operation, "home", "home")
    assert await merges(data, one, other) == ["applied"]
    assert (data.state(one), data.state(other)) == ("queued_test", "void_duplicate")
    held = data.sees(other).journey
    assert held
    assert held.holder is None
    assert [event.name for event in data.sees(other).events][-1] == "merge_duplicate"
    assert [event.who for event in data.sees(other).events][-1] == "Who data01"
    assert data.sees(one).one_of == data.sees(other).one_of == [one, other]
    goes_on = data.sees(one).journey
    assert goes_on
    assert goes_on.anomalies == [], "that there were two is explained"
    data.fills("part_duplicate", one, also_is=[], merge_note="two cousins")
    assert [verdict.code for verdict in await data.syncs()] == ["applied"]
    assert (data.state(one), data.state(other)) == ("queued_test", "queued_test")
    assert data.sees(one).one_of == []
    assert data.sees(one).values["merge_note"] == ["one passport", "two cousins"]
    assert shadows_agree(operation.house)


async def test_whoever_was_met_first_goes_on_whichever_record_was_open(operation: Operation) -> None:
    data = data_desk(operation)
    one, other = await twice(operation, "home", "home")
    assert await merges(data, other, one) == ["applied"]
    assert (data.state(one), data.state(other)) == ("queued_test", "void_duplicate")


@pytest.mark.path(7)
async def test_two_signed_notices_that_disagree_keep_the_safer_until_a_lead_decides(operation: Operation) -> None:
    data, desk = data_desk(operation), operation.desk
    one, other = await twice(operation, "home", "central")
    await merges(data, one, other)
    assert data.sees(one).values["choice"] == "central"
    assert data.sees(one).conflicts == ["choice"]
    assert data.state(one) == "queued_central"
    await desk.syncs()
    desk.phone.decide(one, "choice", "central", operation.house.clock.ms)
    assert [verdict.code for verdict in await desk.syncs()] == ["applied"]
    assert (desk.sees(one).conflicts, desk.sees(one).values["choice"]) == ([], "central")
    assert shadows_agree(operation.house)


async def test_what_an_offline_post_does_with_the_closed_record_moves_the_person(operation: Operation) -> None:
    """The escort took the second record along; the data desk closed it meanwhile."""
    data, desk, two = data_desk(operation), operation.desk, operation.desk_two
    one, other = await twice(operation, "home", "home")
    operation.house.clock.pass_minutes(10)
    bus = rides(two, other)
    operation.house.clock.pass_minutes(10)
    assert await merges(data, one, other) == ["applied"]
    assert [verdict.code for verdict in await two.syncs()] == ["applied"] * 3
    await operation.all_sync()
    await data.syncs()
    assert data.state(one) == "on_bus_test", "nobody waits at the desk for somebody who rides"
    journey = data.sees(one).journey
    assert journey
    assert journey.holder == f"trip:{bus}"
    assert journey.anomalies == []
    assert data.state(other) == "void_duplicate"
    assert desk.state(one) == "on_bus_test"
    data.fills("part_duplicate", one, also_is=[], merge_note="two after all")
    await data.syncs()
    assert (data.state(one), data.state(other)) == ("queued_test", "on_bus_test"), "what was said of it is its own"
    assert shadows_agree(operation.house)


async def test_a_link_to_a_record_nobody_registered_waits_for_a_person(operation: Operation) -> None:
    data = data_desk(operation)
    one, _ = await twice(operation, "home", "home")
    await data.syncs()
    stranger = fresh_record()
    op = data.phone.save(
        "merge_duplicate", [data.filled("merge_duplicate", one, also_is=[stranger], merge_note="x")], 1
    )
    assert op
    assert [(verdict.code, verdict.detail) for verdict in await data.syncs()] == [("quarantined", "unknown-record")]


async def test_only_the_data_desk_may(operation: Operation) -> None:
    one, other = await twice(operation, "home", "home")
    two = operation.desk_two
    await two.syncs()
    two.fills("merge_duplicate", other, also_is=[one], merge_note="same face")
    assert [(verdict.code, verdict.detail) for verdict in await two.syncs()] == [("refused", "role:merge_duplicate")]
    assert two.state(other) == "queued_test"


async def test_a_promise_given_for_the_closed_record_is_a_promise_for_the_person(operation: Operation) -> None:
    holding, street, duty, clock = operation.holding, operation.street, operation.duty, operation.house.clock
    watch = Watch(operation.house.engine, operation.house.writer, operation.house.intake, clock)
    await watch.open()
    one, other = await twice(operation, "home", "home")
    rides(operation.desk_two, other)
    await operation.desk_two.syncs()
    await holding.syncs()
    holding.fills("check_in", people=[other], area="waiting")
    sample = holding.fills("sample", person=other, sample_no="S1", sample_again="S1")
    offer = holding.fills("offer", people=[other], to_place=GUBEI)
    assert {verdict.code for verdict in await holding.syncs()} == {"applied"}
    await street.syncs()
    street.fills("accept", offer, pickup_at=NOW, pickup_by="Jiang")
    assert [verdict.code for verdict in await street.syncs()] == ["applied"]
    assert await merges(data_desk(operation), one, other) == ["applied"]
    await holding.syncs()
    assert (holding.state(one), holding.state(other)) == ("awaiting", "void_duplicate")
    holding.fills("result", sample, result="negative")
    assert [verdict.code for verdict in await holding.syncs()] == ["applied"]
    assert holding.state(one) == "cleared"
    clock.pass_minutes(121)
    assert await watch.tick(), "whoever promised to fetch them has not come"
    await duty.syncs()
    assert duty.state(offer) == "escalated"
    assert shadows_agree(operation.house)
