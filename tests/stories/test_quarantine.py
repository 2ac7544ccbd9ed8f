"""What was set aside for a person is let in by one, as its author typed it and with the time it was done."""

import pytest

from sync.rights import RELEASE
from sync.stamp import Dot
from tests.actors.post import Post, shadows_agree
from tests.stories.conftest import Operation
from tests.stories.test_the_two_ways import registers_family


async def set_aside(operation: Operation) -> tuple[Post, str, list[Dot]]:
    """A desk is taken out of use with a family and what followed still on it."""
    desk = operation.desk
    [person] = registers_family(desk, 1)
    operation.house.clock.pass_minutes(5)
    desk.fills("seen_here", person, seen_note="waits at gate 5")
    operation.house.revoke(desk.phone.inc)
    operation.house.clock.pass_minutes(55)
    verdicts = await desk.syncs()
    assert [(verdict.code, verdict.detail) for verdict in verdicts] == [("quarantined", "revoked-device")] * 2
    return desk, person, [own.dot for own in desk.phone.troubled()]


async def releases(post: Post, dot: Dot) -> tuple[str, str | None]:
    post.phone.release(dot, post.house.clock.ms)
    [verdict] = await post.syncs()
    return verdict.code, verdict.detail


@pytest.mark.path(10)
async def test_a_duty_leader_lets_in_what_a_revoked_desk_had_recorded(operation: Operation) -> None:
    duty, two = operation.duty, operation.desk_two
    done_at = operation.house.clock.ms
    desk, person, [register, seen] = await set_aside(operation)
    assert await releases(duty, seen) == ("refused", "unknown-record"), "the first comes first"
    assert await releases(two, register) == ("refused", f"role:{RELEASE}"), "not everybody may"
    assert await releases(duty, register) == ("applied", None)
    assert await releases(duty, seen) == ("applied", None)
    await two.syncs()
    view = two.sees(person)
    first = view.events[0]
    assert (first.name, first.who, first.by) == ("register", "Who desk01", "udesk01")
    assert (first.stamp.dot, first.stamp.eff) == (register, done_at)
    assert view.values["seen_note"] == ["waits at gate 5"]
    assert await releases(duty, register) == ("noop", None), "twice is once"
    assert await releases(duty, Dot("desk99", 1)) == ("refused", "nothing-to-release")
    assert shadows_agree(operation.house)
    assert desk.phone.troubled() != [], "a revoked phone learns nothing"


async def test_the_author_sees_that_it_was_let_in(operation: Operation) -> None:
    desk, duty = operation.desk, operation.duty
    [person] = registers_family(desk, 1)
    await desk.syncs()
    desk.fills("seen_here", person, seen_note="gate 5")
    with operation.house.engine.begin() as db:
        db.exec_driver_sql("UPDATE actors SET id = 'other' WHERE id = 'udesk01'")
        db.exec_driver_sql("UPDATE incarnations SET actor = 'other' WHERE inc = 'desk01'")
    [verdict] = await desk.syncs()
    assert (verdict.code, verdict.detail) == ("quarantined", "unknown-actor")
    [own] = desk.phone.troubled()
    assert await releases(duty, own.dot) == ("applied", None)
    await desk.syncs()
    assert desk.phone.troubled() == []
    assert desk.sees(person).values["seen_note"] == ["gate 5"]
