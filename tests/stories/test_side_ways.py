"""What does not go as hoped: a street that says no, a home that will not do, nobody who answers, a paper refused."""

import pytest

from server.watch import Watch
from sync.exchange import Verdict
from sync.op import Value
from sync.stamp import Dot
from tests.actors.post import Post, shadows_agree
from tests.stories.conftest import Operation
from tests.stories.test_the_two_ways import GUBEI, NOW, registers_family, signs

HONGQIAO = "street:310105102"
TAGS: dict[str, Value] = {"tag_on_form": True, "tag_on_notice": True}


async def comes_to_the_holding_point(operation: Operation, size: int) -> list[str]:
    """A family on the home way, checked in at the holding point; the street knows of them."""
    desk, holding = operation.desk, operation.holding
    family = registers_family(desk, size)
    signs(desk, family, "home")
    bus = desk.fills("trip", **{"class": "test"}, vehicle="沪A12345", seats=30, to_site="site:HP1")
    desk.fills("boarding", bus, boarded=[*family])
    desk.fills("depart", bus)
    await desk.syncs()
    await holding.syncs()
    holding.fills("check_in", people=[*family], area="waiting")
    assert codes(await holding.syncs()) == {"applied"}
    await operation.street.syncs()
    return family


def codes(verdicts: list[Verdict]) -> set[str]:
    return {verdict.code for verdict in verdicts}


def chain(post: Post, record: str) -> list[str]:
    return [event.name for event in post.sees(record).events]


def holder(post: Post, record: str) -> str | None:
    journey = post.sees(record).journey
    return journey.holder if journey else None


@pytest.mark.parametrize("form", ["decline", "decline_elsewhere"])
@pytest.mark.path(12)
async def test_a_street_that_declines_names_the_right_one_and_holds_nobody(operation: Operation, form: str) -> None:
    holding, street, house = operation.holding, operation.street, operation.house
    family = await comes_to_the_holding_point(operation, 2)
    before = [(holding.state(person), holder(holding, person)) for person in family]
    offer = holding.fills("offer", people=[*family], to_place=GUBEI)
    await holding.syncs()
    await street.syncs()
    # The short form asks for the street alone: why is said by using it.
    why: dict[str, Value] = {} if form == "decline_elsewhere" else {"decline_why": "wrong_street"}
    street.fills(form, offer, right_street=HONGQIAO, **why)
    assert codes(await street.syncs()) == {"applied"}
    await holding.syncs()
    heard = holding.sees(offer)
    assert (holding.state(offer), heard.values["right_street"]) == ("declined", HONGQIAO)
    assert heard.values["decline_why"] == "wrong_street"
    assert [(holding.state(person), holder(holding, person)) for person in family] == before

    other = Post(house, "hongq1", HONGQIAO, ("street",))
    await other.syncs()
    assert other.is_blind_to(family[0])
    holding.fills("offer", people=[*family], to_place=HONGQIAO)
    await holding.syncs()
    await other.syncs()
    assert [other.state(person) for person in family] == ["holding", "holding"]
    await street.syncs()
    assert all(street.is_blind_to(person) for person in family), "what left a street leaves its phones"
    assert shadows_agree(house)


async def test_an_acceptance_without_network_counts_from_when_it_was_made(operation: Operation) -> None:
    holding, street, clock = operation.holding, operation.street, operation.house.clock
    family = await comes_to_the_holding_point(operation, 1)
    offer = holding.fills("offer", people=[*family], to_place=GUBEI)
    await holding.syncs()
    await street.syncs()
    street.fills("accept", offer, pickup_at=NOW, pickup_by="Jiang")
    assert street.state(offer) == "accepted", "shown at once, though nobody else knows"
    made = clock.ms
    clock.pass_minutes(40)
    await holding.syncs()
    assert holding.state(offer) == "open"
    [verdict] = await street.syncs()
    assert verdict.code == "applied"
    assert made <= verdict.eff < made + 1000
    await holding.syncs()
    assert holding.state(offer) == "accepted"


async def test_an_answer_that_came_after_the_hour_was_still_made_within_it(operation: Operation) -> None:
    """The house escalates at the 60th minute; the street's acceptance of the 50th arrives at the 70th."""
    holding, street, duty, house = operation.holding, operation.street, operation.duty, operation.house
    watch = Watch(house.engine, house.writer, house.intake, house.clock)
    await watch.open()
    family = await comes_to_the_holding_point(operation, 1)
    offer = holding.fills("offer", people=[*family], to_place=GUBEI)
    await holding.syncs()
    await street.syncs()
    house.clock.pass_minutes(50)
    street.fills("accept", offer, pickup_at=NOW, pickup_by="Jiang")
    house.clock.pass_minutes(11)
    await watch.tick()
    await duty.syncs()
    assert duty.state(offer) == "escalated"
    house.clock.pass_minutes(9)
    assert codes(await street.syncs()) == {"applied"}
    await duty.syncs()
    journey = duty.sees(offer).journey
    assert journey
    assert (journey.state, journey.anomalies) == ("accepted", [])
    assert shadows_agree(house)


@pytest.mark.accepts("M19")
async def test_an_offer_nobody_answers_is_escalated_and_accepted_by_order(operation: Operation) -> None:
    holding, street, duty, house = operation.holding, operation.street, operation.duty, operation.house
    watch = Watch(house.engine, house.writer, house.intake, house.clock)
    await watch.open()
    family = await comes_to_the_holding_point(operation, 1)
    offer = holding.fills("offer", people=[*family], to_place=GUBEI)
    await holding.syncs()
    house.clock.pass_minutes(59)
    assert await watch.tick() is None
    house.clock.pass_minutes(1.1)
    taken = await watch.tick()
    assert taken
    assert codes(taken.verdicts()) == {"applied"}
    assert await watch.tick() is None
    await operation.all_sync()
    assert [post.state(offer) for post in (holding, street, duty)] == ["escalated"] * 3
    duty.fills("order", offer, order_why="nobody answers", order_car="沪B88888", pickup_at=NOW, pickup_by="Duty car")
    assert codes(await duty.syncs()) == {"applied"}
    await operation.all_sync()
    assert [post.state(offer) for post in (holding, street, duty)] == ["accepted"] * 3
    assert chain(duty, offer) == ["offer", "timeout", "accept_by_order"]
    assert shadows_agree(house)


@pytest.mark.accepts("M18")
async def test_an_unfit_home_becomes_the_central_way(operation: Operation) -> None:
    desk, holding, street, site = operation.desk, operation.holding, operation.street, operation.site
    [person] = await comes_to_the_holding_point(operation, 1)
    await desk.syncs()
    assert desk.is_blind_to(person), "the airport needs them no longer"
    street.fills(
        "home_check",
        people=[person],
        reach="visit",
        address_ok=True,
        own_entry=False,
        mates_plan="refuse",
        verdict="unfit",
        reason=["shared_entry", "mates_refuse"],
        rule="SH-2020-03-20",
    )
    await street.syncs()
    await holding.syncs()
    holding.fills("convert", people=[person], why="home_unfit", told=True, lang="en", choice="central", **TAGS)
    assert codes(await holding.syncs()) == {"applied"}
    await desk.syncs()
    assert desk.state(person) == "queued_from_holding", "their escorts fetch whoever was converted"
    bus = desk.fills("trip", **{"class": "central"}, vehicle="沪A33333", seats=10, to_site="site:CS1")
    desk.fills("boarding", bus, boarded=[person])
    desk.fills("depart", bus)
    await desk.syncs()
    await site.syncs()
    arrival: dict[str, Value] = {"handed_by": "Lin", "received_by": "Song", "bags_ok": True}
    site.fills("arrive_site", people=[person], where="room 7", start_end=["2020-03-21", "2020-04-04"], **arrival)
    assert codes(await site.syncs()) == {"applied"}
    await operation.all_sync()
    journey = operation.duty.sees(person).journey
    assert journey
    assert (journey.state, journey.holder, journey.anomalies) == ("site_received", "site:CS1", [])
    assert chain(operation.duty, person)[-4:] == ["check_in", "convert", "board", "alight_site"]
    assert shadows_agree(operation.house)


@pytest.mark.path(1)
async def test_who_refuses_both_ways_is_decided_for_by_the_shift_leader(operation: Operation) -> None:
    desk, desk_two = operation.desk, operation.desk_two
    [person] = registers_family(desk_two, 1)
    desk_two.fills("notice_given", people=[person], lang="en")
    desk_two.fills("notice", people=[person], lang="en", choice="refused", refuse_reason="afraid")
    await desk_two.syncs()
    await desk.syncs()
    assert desk.state(person) == "refused"
    ruling: dict[str, Value] = {"decision_text": "rule read out", "told": True, "choice": "central", **TAGS}
    desk_two.fills("supervise", people=[person], **ruling)
    assert [verdict.detail for verdict in await desk_two.syncs()] == ["role:supervise"]
    desk.fills("supervise", people=[person], **ruling)
    assert codes(await desk.syncs()) == {"applied"}
    await desk_two.syncs()
    seen = desk_two.sees(person)
    assert (desk_two.state(person), seen.values["choice"], seen.conflicts) == ("queued_central", "central", [])
    assert shadows_agree(operation.house)


@pytest.mark.accepts("M12")
async def test_a_result_by_another_role_is_refused_and_kept(operation: Operation) -> None:
    holding, house = operation.holding, operation.house
    [person] = await comes_to_the_holding_point(operation, 1)
    sample = holding.fills("sample", person=person, sample_no="S1", sample_again="S1")
    await holding.syncs()
    gatekeeper = Post(house, "hold02", "site:HP1", ("holding_point", "liaison"))
    await gatekeeper.syncs()
    gatekeeper.fills("result", sample, result="negative")
    [verdict] = await gatekeeper.syncs()
    assert (verdict.code, verdict.detail) == ("refused", "role:result")
    await holding.syncs()
    assert holding.state(person) == "awaiting"
    assert holding.sees(sample).values.get("result") is None
    assert [own.dot for own in gatekeeper.phone.troubled()] == [Dot("hold02", 1)], "its author is told"
    assert kept(operation, Dot("hold02", 1)) == "refused"


def kept(operation: Operation, dot: Dot) -> str | None:
    """The verdict the log has on an act."""
    house = operation.house
    with house.engine.connect() as db:
        row = db.exec_driver_sql("select verdict from ops where inc = ? and seq = ?", (dot.inc, dot.seq)).first()
    return str(row[0]) if row else None


@pytest.mark.path(5)
async def test_a_corrected_result_leaves_nothing_for_a_person_to_decide(operation: Operation) -> None:
    holding, clock = operation.holding, operation.house.clock
    [person] = await comes_to_the_holding_point(operation, 1)
    sample = holding.fills("sample", person=person, sample_no="S1", sample_again="S1")
    holding.fills("result", sample, result="negative", result_at="2020-03-21T09:00:00Z")
    await holding.syncs()
    clock.pass_minutes(60)
    holding.fills("result", sample, result="positive", result_at="2020-03-21T10:00:00Z")
    await holding.syncs()
    assert holding.state(person) == "hospital_call"
    assert holding.sees(sample).conflicts == []


@pytest.mark.path(14)
async def test_a_full_site_sends_a_bus_on(operation: Operation) -> None:
    desk, duty = operation.desk, operation.duty
    blue = registers_family(desk, 2, "central")
    signs(desk, blue, "central")
    bus = desk.fills("trip", **{"class": "central"}, vehicle="沪A22222", seats=30, to_site="site:CS1")
    desk.fills("boarding", bus, boarded=[*blue])
    desk.fills("depart", bus)
    await desk.syncs()
    await duty.syncs()
    duty.fills("redirect", bus, to_site="site:CS2", accepted_by="Gu (CS2)", aboard=[*blue])
    await duty.syncs()
    await desk.syncs()
    assert desk.sees(bus).values["to_site"] == "site:CS2"
    assert [desk.state(one) for one in blue] == ["on_bus_central", "on_bus_central"]
    seen = [desk.sees(one) for one in blue]
    assert [one.values["bound_for"] for one in seen] == ["site:CS2", "site:CS2"]
    assert [one.journey.anomalies for one in seen if one.journey] == [[], []]


async def test_accepted_but_not_fetched_goes_back_to_somebody_who_answers(operation: Operation) -> None:
    holding, street, clock = operation.holding, operation.street, operation.house.clock
    watch = Watch(operation.house.engine, operation.house.writer, operation.house.intake, clock)
    await watch.open()
    [person] = await comes_to_the_holding_point(operation, 1)
    offer = holding.fills("offer", people=[person], to_place=GUBEI)
    sample = holding.fills("sample", person=person, sample_no="S1", sample_again="S1")
    await holding.syncs()
    await street.syncs()
    street.fills("accept", offer, pickup_at=NOW, pickup_by="Jiang")
    await street.syncs()
    clock.pass_minutes(6 * 60)
    assert await watch.tick() is None, "who waits for a result cannot be fetched yet"
    await holding.syncs()
    holding.fills("result", sample, result="negative")
    await holding.syncs()
    clock.pass_minutes(119)
    assert await watch.tick() is None
    clock.pass_minutes(2)
    assert await watch.tick()
    await operation.duty.syncs()
    assert operation.duty.state(offer) == "escalated"
