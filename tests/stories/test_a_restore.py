"""The house loses its disk and opens again on a copy half an hour old: the phones bring back what is missing."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server import identity
from server.tokens import Claim
from sync.exchange import LIMITS
from sync.journal import Journal
from sync.stamp import Dot
from tests.actors.post import Post, shadows_agree
from tests.actors.push_service import PushService
from tests.stories.conftest import Operation
from tests.stories.office import Office
from tests.stories.test_one_station import shown
from tests.stories.test_the_two_ways import registers_family
from tests.stories.test_two_copies import copies, joins_anew

ROUNDS = 6


@pytest.fixture
async def service(operation: Operation) -> AsyncIterator[PushService]:
    service = await PushService(operation.house.clock.now_ms).open()
    yield service
    await service.close()


async def speak(*posts: Post) -> None:
    """Everybody exchanges a few times, as phones do within minutes."""
    for _ in range(ROUNDS):
        for post in posts:
            await post.exchanges()


async def test_phones_refill_what_the_copy_lacks_and_nobody_is_told_twice(
    operation: Operation, service: PushService, tmp_path: Path
) -> None:
    house, holding, street = operation.house, operation.holding, operation.street
    posts = (operation.desk, operation.desk_two, holding, street, operation.site, operation.duty)
    office = Office(operation, service, tmp_path)
    early = registers_family(operation.desk_two, 2)
    await operation.all_sync()
    copied = house.backs_up()

    house.clock.pass_minutes(10)
    offer = await office.offers(3)
    await office.carries()
    assert len(office.phone.heard) == 1
    house.clock.pass_minutes(10)
    await office.answers(offer)
    house.clock.pass_minutes(10)
    await operation.all_sync()
    before = {post.phone.inc: shown(post) for post in posts}
    stamps = stamped(*posts)
    await office.courier.close()

    house.goes_back_to(copied)
    office.courier = office.hires()
    # The street comes first: what it accepted, nobody has offered in this history yet.
    await speak(street, holding, *posts)

    assert [post.phone.unsent for post in posts] == [0] * len(posts)
    assert stamped(*posts) == stamps
    for post in posts:
        assert said(shown(post)) == said(before[post.phone.inc])
    assert all(operation.desk.state(person) == "registered" for person in early)
    await office.carries()
    assert len(office.phone.shows) == 1
    assert shadows_agree(house)
    await office.courier.close()


async def test_an_act_whose_predecessor_burned_with_its_phone_waits_an_hour_and_then_for_a_person(
    operation: Operation,
) -> None:
    house, desk, two = operation.house, operation.desk, operation.desk_two
    await operation.all_sync()
    copied = house.backs_up()
    [person] = registers_family(desk, 1)
    await desk.syncs()
    await two.syncs()
    two.fills("seen_here", person, seen_note="at the second desk")
    await two.syncs()

    house.goes_back_to(copied)
    registers_family(two, 1)
    await speak(two)
    assert two.phone.unsent == 2, "it waits for what the first desk alone can bring"
    house.clock.pass_minutes(LIMITS.refill_wait_minutes_max)
    await speak(two)
    assert two.phone.unsent == 0
    assert [(own.verdict.code, own.verdict.detail) for own in two.phone.troubled() if own.verdict] == [
        ("quarantined", "unknown-record")
    ]


async def test_a_phone_that_lost_its_memory_is_told_and_gives_no_number_twice(operation: Operation) -> None:
    desk = operation.desk
    registers_family(desk, 2)
    registers_family(desk, 1)
    await desk.syncs()
    desk.phone.memory.journal = Journal()
    await desk.syncs()
    assert desk.phone.forgot == 2
    registers_family(desk, 1)
    assert [(verdict.seq, verdict.code) for verdict in await desk.syncs()] == [(3, "applied")]


async def test_what_was_passed_over_and_comes_back_keeps_its_place_among_its_devices_acts(operation: Operation) -> None:
    house, desk = operation.house, operation.desk
    [person] = registers_family(desk, 1)
    await operation.all_sync()
    copy = copies(desk)
    copied = house.backs_up()
    copy.fills("seen_here", person, seen_note="by the copy")
    await copy.syncs()
    stamps = stamped(copy)
    await desk.syncs()

    house.goes_back_to(copied)
    for note in ("an hour later", "two hours later"):
        house.clock.pass_minutes(60)
        desk.fills("seen_here", person, seen_note=note)
        await desk.syncs()
    await speak(copy)
    assert copy.phone.unsent == 0
    assert stamped(copy) == stamps
    effs = [eff for _dot, eff in sorted({**stamped(copy), **stamped(desk)}.items())]
    assert len(effs) == 4
    assert effs == sorted(effs)
    assert shadows_agree(house)


def stamped(*posts: Post) -> dict[Dot, int]:
    """When everything took effect, as the phones were told."""
    return {own.dot: own.verdict.eff for post in posts for own in post.phone.memory.journal.ops if own.verdict}


def said(views: dict[str, object]) -> dict[str, object]:
    """But for v: the order in which the house took things in is a new one."""
    return {record: (view[0], *view[2:]) for record, view in views.items() if isinstance(view, tuple)}


async def test_a_phone_that_was_enrolled_anew_brings_back_what_it_did_under_its_old_name(operation: Operation) -> None:
    house, desk, two = operation.house, operation.desk, operation.desk_two
    await operation.all_sync()
    copied = house.backs_up()
    [person] = registers_family(desk, 1)
    await desk.syncs()
    joins_anew(desk, "desk0a")
    desk.fills("seen_here", person, seen_note="gate 5")
    await desk.syncs()
    await two.syncs()
    two.fills("seen_here", person, seen_note="gate 6")
    await two.syncs()
    stamps = stamped(desk, two)

    house.goes_back_to(copied)
    house.clock.pass_minutes(1)
    readmits(desk)
    await speak(two, desk, two)
    assert stamped(desk, two) == stamps
    assert [post.phone.unsent for post in (desk, two)] == [0, 0]
    assert two.sees(person).values["seen_note"] == ["gate 5", "gate 6"]
    assert shadows_agree(house)


def readmits(post: Post) -> None:
    """What the house does for a phone that bears its signature and is not in the copy."""
    author = post.phone.memory.author
    claim = Claim(author.inc, author.person, author.who, author.place, author.roles, author.scopes)
    with post.house.engine.begin() as db:
        identity.readmit(db, claim, False, post.house.clock.ms)
