"""How a request is passed on is edited: drafted, tried, put in force by a leader, and frozen in what has begun."""

from server.boards.calls import rehearse
from sync.op import Value
from tests.server.stores import ON_BOTH
from tests.stories.office import Office
from tests.stories.test_clocks import OFFER, UNHEARD, hears_at_once
from tests.stories.test_ladder_answers import SLOWER
from tests.stories.test_the_two_ways import GUBEI

pytestmark = ON_BOTH

MINUTE_MS = 60_000


async def drafts(office: Office, **others: Value) -> str:
    duty = office.operation.duty
    ladder = duty.fills("draft_ladder", **{**SLOWER, **others})
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
