"""No handoff is ever silent: who is told next when an office does not answer, whatever happens to the house."""

import logging

import pytest
import sqlalchemy as sa

from server.storage import tables as t
from tests.actors.post import Post, shadows_agree
from tests.server.stores import ON_BOTH
from tests.stories.office import Office
from tests.stories.test_the_two_ways import GUBEI, NOW

OFFER, UNHEARD, RING_UP = "有 3 人等待接回", "虹桥街道没有回应：3 人", "请打电话给虹桥街道：3 人"
NO_ANSWER, NOT_FETCHED, NO_PICKUP = "逾时未答复：3 人", "还有 3 人在等您来接", "逾时未接人：3 人"
TAKEN_BACK, TURNED_DOWN, TEST = "已撤回，不用接人", "已退回：3 人需另行安排", "测试：虹桥街道可以呼叫"

pytestmark = ON_BOTH


async def hears_at_once(office: Office) -> dict[str, list[str]]:
    office.forgets_calls()
    await office.carries()
    return office.rings()


async def test_an_office_on_duty_is_called_in_the_order_of_its_roster(office: Office) -> None:
    operation = office.operation
    second, at_rest = office.joins("gubei2"), office.joins("gubei3")
    office.can_call(operation.duty, operation.holding)
    await office.goes_on_duty(operation.street)
    await office.goes_on_duty(second, "contact_2")
    await office.goes_on_duty(operation.duty)
    offer = await office.offers()
    assert await hears_at_once(office) == {"gubei1": [OFFER]}
    assert await office.minutes_pass(1.9) == {}
    # Not delivered, and these phones have no other channel: the next contact at once.
    assert await office.minutes_pass(0.1) == {"gubei2": [OFFER]}
    assert await office.minutes_pass(3) == {}
    assert await office.minutes_pass(5) == {"duty01": [UNHEARD]}
    assert await office.minutes_pass(5) == {"hold01": [RING_UP]}
    assert await office.minutes_pass(15) == {
        "gubei1": [OFFER], "gubei2": [OFFER], "duty01": [UNHEARD], "hold01": [RING_UP]
    }  # fmt: skip
    assert await office.minutes_pass(30) == {"duty01": [NO_ANSWER]}
    [first, passed] = office.notices(offer)
    assert (first.ended, first.ended_by, passed.office) == ("timeout", None, "district:310105")
    assert at_rest.phone.inc not in office.rings()
    assert shadows_agree(office.house)


async def test_an_office_with_nobody_on_its_roster_is_called_on_every_phone(office: Office) -> None:
    office.joins("gubei2")
    await office.offers()
    assert await hears_at_once(office) == {"gubei1": [OFFER], "gubei2": [OFFER]}


async def test_an_office_asleep_costs_no_minutes(office: Office) -> None:
    """Nobody there can be called: whoever comes next hears in the same second."""
    office.can_call(office.operation.duty)
    office.phones.pop("gubei1")
    with office.house.engine.begin() as db:
        db.execute(sa.delete(t.subscriptions).where(t.subscriptions.c.inc == "gubei1"))
    await office.offers()
    assert await hears_at_once(office) == {"duty01": [UNHEARD]}
    assert office.story()[:4] == [
        ("no_channel", "0"),
        ("escalated", f"channel {GUBEI} 0"),
        ("escalated", f"next_contact {GUBEI} 0"),
        ("escalated", "place district:310105 1"),
    ]


async def test_an_office_whose_only_phone_is_gone_costs_no_minutes(office: Office) -> None:
    """Its push service knows the phone no more: whoever comes next hears at once; the other steps stay."""
    operation = office.operation
    office.can_call(operation.duty, operation.holding)
    offer = await office.offers()
    office.service.fails(410)
    await office.carries()
    assert office.rings() == {}
    assert await office.minutes_pass(0) == {"duty01": [UNHEARD]}
    assert await office.minutes_pass(14.9) == {}
    assert await office.minutes_pass(0.1) == {"hold01": [RING_UP]}
    assert office.timeline(offer).count("gone") == 1


async def test_one_phone_that_is_gone_hurries_nobody_while_another_rings(office: Office) -> None:
    office.joins("gubei2")
    office.can_call(office.operation.duty)
    await office.offers()
    office.service.fails(410)
    await office.carries()
    assert await office.minutes_pass(1.9) == {}
    assert await office.minutes_pass(0.1) == {"duty01": [UNHEARD]}


async def test_nobody_on_duty_after_the_last_watch_ran_out(office: Office) -> None:
    """A watch ends by itself; what comes then is told to everybody the office has."""
    second = office.joins("gubei2")
    await office.goes_on_duty(second, hours="4")
    office.house.clock.pass_minutes(239)
    await office.offers()
    assert await hears_at_once(office) == {"gubei2": [OFFER]}
    office.house.clock.pass_minutes(2)
    await office.offers()
    assert await hears_at_once(office) == {"gubei1": [OFFER], "gubei2": [OFFER]}


async def test_going_on_duty_rings_ones_own_phone_as_a_test(office: Office) -> None:
    office.joins("gubei2")
    street = office.operation.street
    street.fills("take_watch", call_order="contact_1", watch_hours="8")
    await street.syncs()
    assert await hears_at_once(office) == {"gubei1": [TEST]}


async def test_a_watch_is_taken_over_and_the_calls_go_with_it(office: Office) -> None:
    second = office.joins("gubei2")
    shift = await office.goes_on_duty(office.operation.street)
    await second.syncs()
    second.fills("take_over_watch", shift, watch_hours="12")
    await second.syncs()
    assert await hears_at_once(office) == {"gubei2": ["测试：虹桥街道可以呼叫"]}
    await office.offers()
    assert await hears_at_once(office) == {"gubei2": [OFFER]}


async def test_an_answer_stops_both_clocks(office: Office) -> None:
    office.can_call(office.operation.duty, office.operation.holding)
    offer = await office.offers()
    await office.carries()
    await office.answers(offer)
    assert await office.minutes_pass(16) == {}
    assert await office.minutes_pass(20) == {}
    [notice] = office.notices(offer)
    assert (notice.ended, notice.ended_by, notice.next_at) == ("accept", "Who gubei1", None)
    assert office.story(offer)[-1] == ("ended", "accept Who gubei1")


async def test_a_no_is_heard_by_whoever_asked_at_once(office: Office) -> None:
    operation = office.operation
    office.can_call(operation.holding)
    offer = await office.offers()
    await operation.street.syncs()
    operation.street.fills("decline", offer, decline_why="wrong_street", right_street="street:310105004")
    await operation.street.syncs()
    assert await hears_at_once(office) == {"hold01": [TURNED_DOWN]}
    await operation.holding.syncs()
    assert operation.holding.sees(offer).values["right_street"] == "street:310105004"


async def test_a_withdrawal_takes_the_notice_from_every_screen_it_is_on(office: Office) -> None:
    offer = await office.offers()
    await office.carries()
    [before] = office.phone.heard
    office.operation.holding.fills("withdraw", offer, withdraw_why="bus is late")
    await office.operation.holding.syncs()
    assert await hears_at_once(office) == {"gubei1": [TAKEN_BACK]}
    [after] = office.phone.heard
    assert after.notification["tag"] == before.notification["tag"]
    assert await office.minutes_pass(40) == {}


async def test_a_yes_on_the_telephone_is_on_record_with_who_says_so(office: Office) -> None:
    operation = office.operation
    offer = await office.offers()
    await office.minutes_pass(15)
    assert ("escalated", "telephone site:HP1 0") in office.story(offer)
    operation.holding.fills("accept_by_phone", offer, spoke_with="Jiang", pickup_at=NOW, pickup_by="Driver Wu")
    await operation.holding.syncs()
    assert operation.holding.state(offer) == "accepted"
    assert office.story(offer)[-1] == ("ended", "accept_by_phone Who hold01")


async def test_two_accept_at_once_and_the_second_sees_who_has_it(office: Office) -> None:
    other = office.joins("gubei2")
    offer = await office.offers()
    street = office.operation.street
    await street.syncs()
    await other.syncs()
    street.fills("accept", offer, pickup_at=NOW, pickup_by="Jiang")
    other.fills("accept", offer, pickup_at=NOW, pickup_by="Wu")
    assert [verdict.code for verdict in await street.syncs()] == ["applied"]
    assert [(verdict.code, verdict.detail) for verdict in await other.syncs()] == [("superseded", "no-row:accept")]
    assert other.sees(offer).values["pickup_by"] == "Jiang"
    [notice] = office.notices(offer)
    assert notice.ended_by == "Who gubei1"


async def test_a_yes_without_a_network_counts_if_the_offer_still_stands(office: Office) -> None:
    offer = await office.offers()
    street = office.operation.street
    await street.syncs()
    street.fills("accept", offer, pickup_at=NOW, pickup_by="Jiang")
    await office.minutes_pass(50)
    assert [verdict.code for verdict in await street.syncs()] == ["applied"]
    assert office.operation.street.state(offer) == "accepted"


async def test_a_yes_without_a_network_that_comes_too_late_says_who_took_it(office: Office) -> None:
    other = office.joins("gubei2")
    offer = await office.offers()
    street = office.operation.street
    await street.syncs()
    street.fills("accept", offer, pickup_at=NOW, pickup_by="Jiang")
    office.house.clock.pass_minutes(1)
    await other.syncs()
    other.fills("accept", offer, pickup_at=NOW, pickup_by="Wu")
    await other.syncs()
    office.house.clock.pass_minutes(20)
    assert [verdict.code for verdict in await street.syncs()] == ["superseded"]
    assert street.sees(offer).values["pickup_by"] == "Wu"
    [notice] = office.notices(offer)
    assert notice.ended_by == "Who gubei2"


async def test_a_promise_not_kept_in_time_is_open_again(office: Office) -> None:
    operation = office.operation
    office.can_call(operation.duty)
    family = await office.family_at_the_holding_point()
    holding = operation.holding
    offer = holding.fills("offer", people=[*family], to_place=GUBEI)
    await holding.syncs()
    await all_negative(holding, family)
    await office.answers(offer)
    rung = await office.minutes_pass(121)
    assert rung == {"gubei1": [NOT_FETCHED], "duty01": [NO_PICKUP]}
    assert [notice.ended for notice in office.notices(offer)] == ["accept", None, None]
    await office.answers(offer)
    assert [notice.ended for notice in office.notices(offer)] == ["accept", "accept", "accept"]


async def test_killed_and_started_again_at_every_step_nobody_is_told_otherwise(office: Office) -> None:
    operation = office.operation
    second = office.joins("gubei2")
    office.can_call(operation.duty, operation.holding)
    await office.goes_on_duty(operation.street)
    await office.goes_on_duty(second, "contact_2")
    offer = await office.offers()
    heard: list[dict[str, list[str]]] = []
    for minutes in (0, 2, 3, 5, 5, 15, 30):
        await office.courier.close()
        office.restarts()
        heard.append(await office.minutes_pass(minutes))
        await office.courier.close()
        office.restarts()
        heard.append(await office.minutes_pass(0))
    assert [rung for rung in heard if rung] == [
        {"gubei1": [OFFER]},
        {"gubei2": [OFFER]},
        {"duty01": [UNHEARD]},
        {"hold01": [RING_UP]},
        {"gubei1": [OFFER], "gubei2": [OFFER], "duty01": [UNHEARD], "hold01": [RING_UP]},
        {"duty01": [NO_ANSWER]},
    ]
    assert office.timeline(offer).count("escalated") == 4


async def test_after_a_night_without_the_house_all_that_fell_due_is_told_once(office: Office) -> None:
    office.can_call(office.operation.duty, office.operation.holding)
    await office.offers()
    await office.carries()
    rung = await office.minutes_pass(59)
    assert rung == {"gubei1": [OFFER], "duty01": [UNHEARD], "hold01": [RING_UP]}
    assert await office.minutes_pass(0) == {}


async def test_the_auditor_names_what_was_forgotten(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody keeps the clocks: after a minute of grace it is an alarm, and none once they are kept again."""
    await office.offers()
    assert await office.clocks.audit() == 0
    office.house.clock.pass_minutes(2.9)
    assert await office.clocks.audit() == 0
    office.house.clock.pass_minutes(0.2)
    with caplog.at_level(logging.ERROR):
        assert await office.clocks.audit() == 1
    assert "its time has passed" in caplog.text
    await office.clocks.tick()
    assert await office.clocks.audit() == 0


async def test_an_answer_that_no_clock_ended_is_an_alarm_too(office: Office) -> None:
    await office.offers()
    office.house.clock.pass_minutes(62)
    await office.clocks.tick()
    assert await office.clocks.audit() == 1


async def all_negative(holding: Post, family: list[str]) -> None:
    holding.fills("check_in", people=[*family], area="waiting")
    samples = [
        holding.fills("sample", person=person, sample_no=f"S{n}", sample_again=f"S{n}")
        for n, person in enumerate(family)
    ]
    await holding.syncs()
    for sample in samples:
        holding.fills("result", sample, result="negative")
    await holding.syncs()
