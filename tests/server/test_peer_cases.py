"""Seventeen cases in which other systems lose data or leave somebody waiting; each named here, at the protocol."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from server.storage import tables as t
from sync.exchange import LIMITS, Leave, Put
from sync.phone import Memory, Phone
from sync.stamp import Dot
from tests.actors.house import House, parcel
from tests.actors.post import Post, shadows_agree
from tests.parcels import DEPOT, OFFICE, SHOP
from tests.server.door import Phone as AtTheDoor

ONE = parcel(1)
ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = {
    6: ("tests/server/test_attachments.py", "test_two_in_quick_succession_both_arrive"),
    7: ("tests/stories/test_side_ways.py", "test_a_street_that_declines_names_the_right_one_and_holds_nobody"),
    8: ("tests/stories/test_side_ways.py", "test_an_offer_nobody_answers_is_escalated_and_accepted_by_order"),
    17: ("tests/browser/test_push.py", "test_a_browser_whose_push_service_is_out_of_reach_says_so"),
}
"""Cases whose actors live in other rooms, and the tests there that show them."""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.close()


@pytest.fixture
def clerk(house: House) -> Post:
    return Post(house, "k00001", DEPOT, ("clerk",))


@pytest.fixture
def keeper(house: House) -> Post:
    return Post(house, "k00002", SHOP, ("shopkeeper",))


@pytest.fixture
def second(house: House) -> Post:
    return Post(house, "k00003", DEPOT, ("clerk",))


def log(house: House) -> list[tuple[Dot, str, str]]:
    """Who did what, and what became of it."""
    with house.engine.connect() as db:
        rows = db.execute(
            sa.select(t.ops.c.inc, t.ops.c.seq, t.ops.c.by, t.ops.c.verdict).order_by(t.ops.c.inc, t.ops.c.seq)
        )
        return [(Dot(row.inc, row.seq), row.by, row.verdict) for row in rows]


def reopened(post: Post) -> Phone:
    """The page is gone, and with it all that was only in its memory; it is opened anew on what the store has."""
    stored = msgspec.json.encode(post.phone.memory)
    return Phone(msgspec.json.decode(stored, type=Memory), post.phone.programme)


async def test_case_1_one_exchange_sent_five_times_at_once_is_applied_once(house: House, clerk: Post) -> None:
    clerk.fills("take_in", ONE, label="L1")
    message = clerk.phone.next_exchange(house.clock.ms)
    assert message
    taken = await asyncio.gather(*(house.intake.accept("k00001", message) for _ in range(5)))
    assert {tuple(each.verdicts()) for each in taken} == {tuple(taken[0].verdicts())}
    assert log(house) == [(Dot("k00001", 1), "uk00001", "applied")]


async def test_case_2_captured_before_the_handover_and_sent_after_it_is_applied(
    house: House, clerk: Post, keeper: Post, second: Post
) -> None:
    clerk.fills("take_in", ONE, label="L1", shop=SHOP)
    await clerk.syncs()
    await second.syncs()
    second.fills("mark", ONE, colour="red")
    house.clock.pass_minutes(5)
    clerk.fills("send", ONE)
    await clerk.syncs()
    await keeper.syncs()
    keeper.fills("receive", ONE)
    await keeper.syncs()
    assert [verdict.code for verdict in await second.syncs()] == ["applied"]
    await keeper.syncs()
    assert keeper.sees(ONE).values["colour"] == "red"


async def test_case_3_different_fields_merge_in_silence_and_one_field_shows_both_values(
    clerk: Post, second: Post
) -> None:
    clerk.fills("take_in", ONE, label="L1")
    await clerk.syncs()
    await second.syncs()
    clerk.fills("mark", ONE, colour="red")
    second.fills("mark", ONE, shop=SHOP)
    for post in (clerk, second, clerk):
        await post.syncs()
    assert (clerk.sees(ONE).values["colour"], clerk.sees(ONE).values["shop"]) == ("red", SHOP)
    assert clerk.sees(ONE).conflicts == []
    clerk.fills("mark", ONE, care="cold")
    second.fills("mark", ONE, care="dry")
    for post in (clerk, second, clerk):
        await post.syncs()
    for post in (clerk, second):
        assert post.sees(ONE).conflicts == ["care"]
        assert {head.value for head in post.sees(ONE).heads["care"]} == {"cold", "dry"}


async def test_case_4_a_clock_a_day_ahead_never_wins_never_blocks_and_loses_nothing(
    house: House, clerk: Post, second: Post
) -> None:
    clerk.fills("take_in", ONE, label="L1")
    await clerk.syncs()
    await second.syncs()
    day = 86_400_000
    ahead = house.clock.ms + day
    second.phone.save("mark", [second.filled("mark", ONE, colour="blue")], ahead)
    message = second.phone.next_exchange(ahead)
    assert message
    taken = await house.intake.accept("k00003", message)
    assert [verdict.code for verdict in taken.verdicts()] == ["applied"]
    house.clock.pass_minutes(1)
    clerk.fills("mark", ONE, colour="red")
    assert [verdict.code for verdict in await clerk.syncs()] == ["applied"]
    assert clerk.sees(ONE).values["colour"] == "red"
    assert len(log(house)) == 3


async def test_case_5_a_page_whose_store_was_closed_under_it_goes_on_from_what_was_kept(clerk: Post) -> None:
    clerk.fills("take_in", ONE, label="L1")
    await clerk.exchanges(heard=False)
    clerk.phone = reopened(clerk)
    clerk.fills("mark", ONE, colour="red")
    assert [verdict.code for verdict in await clerk.syncs()] == ["applied", "applied"]
    assert clerk.sees(ONE).values["colour"] == "red"


async def test_case_9_what_moves_to_another_office_takes_its_open_questions_along(
    clerk: Post, keeper: Post, second: Post
) -> None:
    clerk.fills("take_in", ONE, label="L1", shop=SHOP)
    await clerk.syncs()
    await second.syncs()
    clerk.fills("mark", ONE, care="cold")
    second.fills("mark", ONE, care="dry")
    clerk.fills("send", ONE)
    for post in (clerk, second, keeper):
        await post.syncs()
    keeper.fills("receive", ONE)
    await keeper.syncs()
    assert keeper.sees(ONE).conflicts == ["care"]
    await clerk.syncs()
    assert clerk.is_blind_to(ONE)


async def test_case_10_another_user_on_the_phone_and_the_first_ones_acts_go_up_under_the_first_ones_name(
    house: House, clerk: Post
) -> None:
    clerk.fills("take_in", ONE, label="L1")
    first = clerk.phone.memory.author
    Post(house, "k00009", DEPOT, ("clerk",))
    clerk.phone.memory.author = msgspec.structs.replace(first, person="uk00009", who="Who k00009")
    clerk.fills("take_in", parcel(2), label="L2")
    await clerk.syncs()
    assert [by for _dot, by, _verdict in log(house)] == ["uk00001", "uk00009"]


async def test_case_11_an_act_whose_predecessor_never_comes_names_the_phone_and_how_many_it_holds(
    phone: AtTheDoor,
) -> None:
    first, second = phone.takes_in(ONE), phone.takes_in(parcel(2))
    gap = await phone.posts(phone.message(second))
    assert (gap.status_code, gap.json()["code"], gap.json()["expected"]) == (409, "seq-gap", 1)
    await phone.exchange(first, held=3)
    with phone.client.app.state.house.engine.connect() as db:
        held = db.execute(sa.select(t.incarnations.c.held).where(t.incarnations.c.inc == phone.inc)).scalar()
    assert held == 3


async def test_case_12_a_first_sync_is_bounded_goes_on_where_it_stopped_and_serves_after_page_one(
    house: House, clerk: Post, second: Post
) -> None:
    for number in range(1, LIMITS.page_entries_max + 201):
        clerk.fills("take_in", parcel(number), label=f"L{number}")
    await clerk.syncs()
    first = await second.exchanges()
    assert (len(first.entries), first.complete) == (LIMITS.page_entries_max, False)
    second.fills("mark", ONE, colour="red")
    second.phone = reopened(second)
    rest = await second.exchanges()
    assert [verdict.code for verdict in rest.verdicts] == ["applied"]
    assert {e.record for e in rest.entries if e.record != ONE}.isdisjoint(e.record for e in first.entries)
    await second.syncs()
    assert len(second.sees_kind("parcel")) == LIMITS.page_entries_max + 200


async def test_case_13_an_update_of_the_forms_breaks_no_full_outbox(house: House, clerk: Post) -> None:
    for number in (1, 2, 3):
        clerk.fills("take_in", parcel(number), label=f"L{number}")
    clerk.phone = reopened(clerk)
    clerk.phone.reprogramme(msgspec.structs.replace(house.programme, version="p2"))
    clerk.fills("mark", ONE, colour="red")
    assert [verdict.code for verdict in await clerk.syncs()] == ["applied"] * 4


async def test_case_14_what_left_the_scope_leaves_the_phone_and_so_does_all_of_a_right_that_was_lost(
    house: House, clerk: Post, keeper: Post
) -> None:
    clerk.fills("take_in", ONE, label="L1", shop=SHOP)
    clerk.fills("take_in", parcel(2), label="L2")
    clerk.fills("send", ONE)
    await clerk.syncs()
    await keeper.syncs()
    keeper.fills("receive", ONE)
    await keeper.syncs()
    [left] = [each for each in (await clerk.exchanges()).entries if isinstance(each, Leave)]
    assert (left.record, left.scope) == (ONE, DEPOT)
    assert clerk.is_blind_to(ONE)
    with house.engine.begin() as db:
        db.execute(sa.update(t.incarnations).where(t.incarnations.c.inc == "k00001").values(scopes=f'["{OFFICE}"]'))
    await clerk.syncs()
    assert not any(row.scopes == [DEPOT] for row in clerk.phone.memory.shelf.rows.values())


async def test_case_15_a_house_restored_from_last_nights_copy_is_refilled_by_its_phones(
    house: House, clerk: Post
) -> None:
    clerk.fills("take_in", ONE, label="L1")
    await clerk.syncs()
    copied = house.backs_up()
    house.clock.pass_minutes(600)
    clerk.fills("take_in", parcel(2), label="L2")
    clerk.fills("mark", ONE, colour="red")
    [_, marked] = await clerk.syncs()
    house.goes_back_to(copied)
    assert len(log(house)) == 1
    await clerk.exchanges()
    again = await clerk.syncs()
    assert [(each.seq, each.code) for each in again] == [(1, "applied"), (2, "applied"), (3, "applied")], (
        "all is said again"
    )
    assert again[-1].eff == marked.eff, "it keeps the time it was given"
    assert clerk.sees(ONE).values["colour"] == "red"
    assert shadows_agree(house)


async def test_case_16_of_three_at_once_each_is_told_only_what_is_committed_and_nothing_is_lost(
    house: House, clerk: Post, second: Post
) -> None:
    third = Post(house, "k00004", DEPOT, ("clerk",))
    posts = (clerk, second, third)
    clerk.fills("take_in", ONE, label="L1", care="dry")
    for post in posts:
        await post.syncs()
    for post, colour in zip(posts, ("red", "green", "blue"), strict=True):
        post.fills("mark", ONE, colour=colour)
    verdicts = await asyncio.gather(*(post.syncs() for post in posts))
    told = {(post.phone.inc, each.seq, each.code) for post, some in zip(posts, verdicts, strict=True) for each in some}
    kept = {(dot.inc, dot.seq, verdict) for dot, _by, verdict in log(house) if dot != Dot("k00001", 1)}
    assert told == kept
    [row] = [each for each in house.page((DEPOT,)).entries if isinstance(each, Put)]
    assert {head.value for head in row.fields["colour"]} == {"red", "green", "blue"}


@pytest.mark.parametrize("case", ELSEWHERE)
def test_the_other_cases_are_shown_where_their_actors_are(case: int) -> None:
    path, name = ELSEWHERE[case]
    assert re.search(rf"def {name}\b", (ROOT / path).read_text("utf-8")), f"case {case} has lost its test"
