"""How a notice is passed on is edited: drafted, tried, put in force by a leader, and frozen in what has begun."""

from server.boards.rehearsal import rehearse
from sync.exchange import Put
from sync.notice_rules import all_words
from sync.op import Value
from tests.server.stores import ON_BOTH
from tests.stories.office import Office
from tests.stories.test_clocks import NO_ANSWER, OFFER, TURNED_DOWN, UNHEARD, hears_at_once
from tests.stories.test_ladder_answers import SLOWER
from tests.stories.test_the_two_ways import GUBEI
from tests.stories.test_the_wall import wall

pytestmark = ON_BOTH

MINUTE_MS = 60_000


async def drafts(office: Office, **others: Value) -> str:
    return await drafts_only(office, **{**SLOWER, **others})


async def drafts_only(office: Office, **answers: Value) -> str:
    duty = office.operation.duty
    ladder = duty.fills("draft_ladder", **answers)
    assert {verdict.code for verdict in await duty.syncs()} == {"applied"}
    return ladder


async def puts_in_force(office: Office, ladder: str) -> None:
    duty = office.operation.duty
    duty.fills("put_in_force", ladder)
    assert {verdict.code for verdict in await duty.syncs()} == {"applied"}


def rehearsed(office: Office, ladder: str = "") -> list[tuple[str, int]]:
    """What would happen, as (whom, minutes after the request)."""
    house = office.house
    at = house.clock.ms
    played = rehearse(house.engine, house.programme, GUBEI, "site:HP1", at, ladder)
    return [(heard.reach, (heard.at - at) // MINUTE_MS) for heard in played]


async def test_a_draft_is_tried_before_anybody_is_called_by_it(office: Office) -> None:
    office.can_call(office.operation.duty, office.operation.holding)
    usual = rehearsed(office)
    ladder = await drafts(office)
    assert rehearsed(office) == usual
    tried = dict(rehearsed(office, ladder))
    # Nobody else is on duty there and no other channel is set up: those two steps cost no time.
    assert (tried["place"], tried["telephone"], tried["again"]) == (4, 28, 40)
    await office.offers()
    assert await hears_at_once(office) == {"gubei1": [OFFER]}


async def test_what_is_in_force_says_when_and_in_which_words(office: Office) -> None:
    office.can_call(office.operation.duty)
    await puts_in_force(office, await drafts(office))
    await office.offers()
    assert await hears_at_once(office) == {"gubei1": ["请尽快接回 3 人"]}
    [heard] = office.phone.heard
    assert heard.notification["body"].endswith("前请答复")
    assert await office.minutes_pass(3.9) == {}
    assert await office.minutes_pass(0.1) == {"duty01": [UNHEARD]}
    again = await office.minutes_pass(36)
    assert again["gubei1"] == ["请尽快接回 3 人"]


async def test_a_request_keeps_the_steps_it_began_with(office: Office) -> None:
    office.can_call(office.operation.duty)
    await office.offers()
    await puts_in_force(office, await drafts(office))
    assert await hears_at_once(office) == {"gubei1": [OFFER]}
    assert await office.minutes_pass(10) == {"duty01": [UNHEARD]}


async def test_the_newest_in_force_holds_until_it_is_set_aside(office: Office) -> None:
    older = await drafts(office)
    await puts_in_force(office, older)
    office.house.clock.pass_minutes(1)
    newer = await drafts(office, wait_channel=1, title_zh="新")
    await puts_in_force(office, newer)
    await office.offers()
    assert await hears_at_once(office) == {"gubei1": ["新"]}
    duty = office.operation.duty
    duty.fills("retire_ladder", newer)
    await duty.syncs()
    await office.offers()
    assert await hears_at_once(office) == {"gubei1": ["请尽快接回 3 人"]}


async def test_only_a_leader_puts_steps_in_force(office: Office) -> None:
    ladder = await drafts(office)
    holding = office.operation.holding
    await holding.syncs()
    assert holding.is_blind_to(ladder)


async def test_the_time_to_answer_is_edited_for_requests_made_from_then_on(office: Office) -> None:
    office.can_call(office.operation.duty)
    before = await office.offers()
    await puts_in_force(office, await drafts_only(office, which_call="offer", answer_within=20))
    after = await office.offers()
    holding = office.operation.holding
    await office.minutes_pass(19)
    await holding.syncs()
    assert (holding.state(before), holding.state(after)) == ("open", "open")
    # What is edited later does not reach them either.
    await puts_in_force(office, await drafts_only(office, which_call="offer", answer_within=5))
    assert await office.minutes_pass(1) == {"duty01": [NO_ANSWER]}
    await holding.syncs()
    assert (holding.state(before), holding.state(after)) == ("open", "escalated")
    assert office.notices(after)[0].ended == "timeout"
    await office.minutes_pass(40)
    await holding.syncs()
    assert holding.state(before) == "escalated"


async def test_more_time_to_answer_is_no_alarm_and_holds_after_a_restart(office: Office) -> None:
    await puts_in_force(office, await drafts_only(office, which_call="offer", answer_within=90, again_after=75))
    offer = await office.offers()
    await office.carries()
    assert await office.minutes_pass(62) == {}
    await office.courier.close()
    office.restarts()
    assert await office.clocks.audit() == 0
    assert await office.minutes_pass(13) == {"gubei1": [OFFER]}
    await office.operation.holding.syncs()
    assert office.operation.holding.state(offer) == "open"
    await office.minutes_pass(15)
    await office.operation.holding.syncs()
    assert office.operation.holding.state(offer) == "escalated"


async def test_phones_and_the_wall_count_down_to_the_end_that_was_edited(office: Office) -> None:
    await puts_in_force(office, await drafts_only(office, which_call="offer", answer_within=20))
    offer = await office.offers()
    ends_at = office.notices(offer)[0].answer_by
    answer = await office.operation.street.exchanges()
    told = {entry.record: entry.derived.until for entry in answer.entries if isinstance(entry, Put)}
    assert told[offer] == ends_at
    assert [one.limit_at for one in wall(office.house).promises.rows if one.key == f"handoff:{offer}"] == [ends_at]
    assert f"handoff:{offer}" not in {one.key for one in wall(office.house).overdue.rows}
    office.house.clock.pass_minutes(10)
    assert f"handoff:{offer}" in {one.key for one in wall(office.house).overdue.rows}


async def test_every_text_of_every_notice_can_be_edited(office: Office) -> None:
    rules = office.house.programme.ladder
    assert rules
    texts = {words for call in office.house.programme.notices for words in all_words(call)}
    assert set(rules.calls.values()) == texts
    operation = office.operation
    office.can_call(operation.duty, operation.holding)
    for kind, title in (("office_silent", "{office}没有动静"), ("turned_down", "被退回"), ("offer", "请接 {count} 人")):
        await puts_in_force(office, await drafts_only(office, which_call=kind, title_zh=title, body_zh="请看"))
    offer = await office.offers()
    assert await hears_at_once(office) == {"gubei1": ["请接 3 人"]}
    assert await office.minutes_pass(10) == {"duty01": ["虹桥街道没有动静"]}
    await operation.street.syncs()
    operation.street.fills("decline", offer, decline_why="wrong_street", right_street="street:310105004")
    await operation.street.syncs()
    assert (await hears_at_once(office))["hold01"] == ["被退回"]


async def test_a_text_cannot_name_a_time_that_its_notice_has_not(office: Office) -> None:
    """Only a request has a time to answer; a no that spoke of one would say nothing: it stays as ever."""
    operation = office.operation
    office.can_call(operation.holding)
    ladder = await drafts_only(office, which_call="turned_down", title_zh="{answer_by} 前另找", body_zh="请看")
    await puts_in_force(office, ladder)
    offer = await office.offers()
    await operation.street.syncs()
    operation.street.fills("decline", offer, decline_why="no_staff")
    await operation.street.syncs()
    assert (await hears_at_once(office))["hold01"] == [TURNED_DOWN]
    [heard] = office.phones["hold01"].heard
    assert heard.notification["body"] == "请看"


async def test_the_preview_ends_with_the_time_to_answer_and_who_hears_then(office: Office) -> None:
    office.can_call(office.operation.duty, office.operation.holding)
    ladder = await drafts_only(office, which_call="offer", answer_within=12)
    assert rehearsed(office)[-1] == ("ends", 60)
    assert rehearsed(office, ladder) == [
        ("next_contact", 0), ("channel", 2), ("next_contact", 2), ("place", 2), ("ends", 12)
    ]  # fmt: skip


async def test_the_preview_of_another_notice_is_of_that_notice(office: Office) -> None:
    ladder = await drafts_only(office, which_call="not_fetched", wait_channel=7)
    assert rehearsed(office, ladder) == [("next_contact", 0), ("channel", 7), ("next_contact", 7)]
    [draft] = office.board("district:310105").ladders
    assert (draft.holds, draft.label) == (False, "draft_ladder.which_call.not_fetched")
