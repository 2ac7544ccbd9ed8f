"""What a phone says of a notice, and what the board makes of it: accepted by a push service is not delivered."""

from server.boards.rehearsal import rehearse
from tests.server.stores import ON_BOTH
from tests.stories.office import Office
from tests.stories.test_the_two_ways import GUBEI

XINHUA = "street:310105004"

pytestmark = ON_BOTH


async def test_a_receipt_makes_delivered_of_accepted_once(office: Office) -> None:
    offer = await office.offers()
    await office.carries()
    assert office.timeline(offer) == ["queued", "attempted", "accepted_by_push"]
    assert office.notices(offer)[0].delivered_at is None
    assert office.acknowledges(office.phone)
    assert not office.acknowledges(office.phone)
    assert office.acknowledges(office.phone, "opened")
    assert office.timeline(offer)[3:] == ["delivered", "opened"]


async def test_delivered_needs_no_other_channel_but_still_a_person(office: Office) -> None:
    second = office.joins("gubei2")
    await office.goes_on_duty(office.operation.street)
    await office.goes_on_duty(second, "contact_2")
    await office.offers()
    await office.carries()
    office.acknowledges(office.phone)
    assert await office.minutes_pass(4.9) == {}
    assert list(await office.minutes_pass(0.1)) == ["gubei2"]


async def test_whoever_has_it_stops_the_ladder_and_the_next_sees_who(office: Office) -> None:
    office.can_call(office.operation.duty, office.operation.holding)
    offer = await office.offers()
    await office.carries()
    [notice] = office.notices(offer)
    assert office.says_i_have_it(notice.id, "Jiang") == "Jiang"
    assert office.says_i_have_it(notice.id, "Wu") == "Jiang"
    assert await office.minutes_pass(29) == {}
    # An answer is still owed: the reminder of the answer-by clock comes all the same.
    assert list(await office.minutes_pass(1)) == ["gubei1"]
    [asked] = office.board(GUBEI).asked
    assert (asked.heard_by, asked.reach, asked.mine) == ("Jiang", "", True)
    assert [line.what for line in asked.story].count("heard") == 1


async def test_the_board_says_who_could_be_reached(office: Office) -> None:
    operation = office.operation
    assert office.light() == ("amber", "nobody_listed")
    assert office.light(XINHUA) == ("red", "unreachable")
    await operation.street.syncs()
    operation.street.fills("take_watch", call_order="contact_1", watch_hours="12", keeper_phone="+862152345678")
    await operation.street.syncs()
    await office.carries()
    assert office.light() == ("amber", "untested")
    office.acknowledges(office.phone)
    assert office.light() == ("green", "tested")
    [jiang] = next(one for one in office.board(GUBEI).offices if one.place == GUBEI).on_duty
    assert (jiang.who, jiang.telephone) == ("Who gubei1", "+862152345678")
    office.can_call(operation.duty, operation.holding)
    offer = await office.offers()
    await office.carries()
    office.acknowledges(office.phone)
    await office.minutes_pass(4.9)
    assert office.light() == ("green", "tested")
    # There is no second contact: the call passes on beyond the office.
    await office.minutes_pass(0.1)
    assert office.light() == ("red", "unheard")
    office.says_i_have_it(office.notices(offer)[0].id, "Jiang")
    assert office.light() == ("green", "tested")


async def test_the_story_of_a_notice_is_seen_by_both_ends_and_nobody_else(office: Office) -> None:
    offer = await office.offers()
    await office.carries()
    await office.answers(offer)
    for place in (GUBEI, "site:HP1", "district:310105"):
        [asked] = office.board(place).asked
        assert [(line.what, line.who) for line in asked.story] == [
            ("queued", None),
            ("attempted", "Who gubei1"),
            ("accepted_by_push", "Who gubei1"),
            ("ended", None),
        ]
        assert (asked.ended, asked.ended_by, asked.mine) == ("accept", "Who gubei1", place == GUBEI)
    assert office.board(XINHUA).asked == []


async def test_one_can_see_beforehand_who_would_hear_in_which_order(office: Office) -> None:
    house, operation = office.house, office.operation
    second = office.joins("gubei2")
    office.can_call(operation.duty)
    await office.goes_on_duty(operation.street, hours="4")
    await office.goes_on_duty(second, "contact_2")
    now = house.clock.ms

    def played(at: int) -> list[tuple[float, str, list[str], int]]:
        told = rehearse(house.engine, house.programme, GUBEI, "site:HP1", at)
        return [((each.at - at) / 60_000, each.reach, each.people, each.phones) for each in told]

    assert played(now) == [
        (0, "next_contact", ["Who gubei1"], 1),
        (2, "channel", ["Who gubei1", "Who gubei2"], 0),
        (2, "next_contact", ["Who gubei2"], 1),
        (10, "place", [], 1),
        (15, "telephone", [], 0),
        (30, "again", [], 0),
        (60, "ends", [], 1),
    ]
    # Five hours on the first is off duty: the second hears at once.
    assert played(now + 5 * 3_600_000)[:3] == [
        (0, "next_contact", [], 0),
        (0, "channel", ["Who gubei2"], 0),
        (0, "next_contact", ["Who gubei2"], 1),
    ]
    assert office.timeline() == ["queued", "attempted", "accepted_by_push"] * 2


async def test_a_no_a_withdrawal_and_a_time_that_ran_out_are_not_taken_for_a_yes(office: Office) -> None:
    operation = office.operation
    street, holding = operation.street, operation.holding
    offer = await office.offers()
    assert outcome(office, offer) == ""
    await street.syncs()
    street.fills("decline", offer, decline_why="wrong_street", right_street=XINHUA)
    await street.syncs()
    assert outcome(office, offer) == "no"
    offer = await office.offers()
    holding.fills("withdraw", offer, withdraw_why="bus is late")
    await holding.syncs()
    assert outcome(office, offer) == "off"
    offer = await office.offers()
    await office.minutes_pass(61)
    assert outcome(office, offer) == "late"
    await office.answers(offer)
    assert outcome(office, offer) == "yes"


def outcome(office: Office, offer: str) -> str:
    """What became of the request to the street, as the board of whoever asked has it."""
    return next(one.outcome for one in office.board("site:HP1").asked if (one.record, one.office) == (offer, GUBEI))
