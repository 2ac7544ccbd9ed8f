"""A phone's storage was copied: what both copies still hold is one act, under however many names it comes."""

import msgspec
import sqlalchemy as sa

from server.storage import tables as t
from sync.phone import Memory, Phone
from tests.actors.post import Post, shadows_agree
from tests.stories.conftest import Operation
from tests.stories.test_the_two_ways import registers_family


def copies(post: Post) -> Post:
    """The same phone once more: all it remembers."""
    copy = object.__new__(Post)
    copy.house = post.house
    memory = msgspec.json.decode(msgspec.json.encode(post.phone.memory), type=Memory)
    copy.phone = Phone(memory, post.house.programme)
    return copy


def joins_anew(post: Post, inc: str) -> None:
    """The same person signs in again on this phone."""
    author = post.phone.memory.author
    with post.house.engine.begin() as db:
        was = db.execute(sa.select(t.incarnations).where(t.incarnations.c.inc == author.inc)).one()
        db.execute(sa.insert(t.incarnations).values({**was._mapping, "inc": inc, "last_seq": 0, "last_eff": 0}))
    post.phone.enrolled(msgspec.structs.replace(author, inc=inc))


async def said(post: Post) -> list[tuple[str, str | None]]:
    return [(verdict.code, verdict.detail) for verdict in await post.syncs()]


async def test_an_unsent_act_on_two_copies_enters_once_though_both_were_named_anew(operation: Operation) -> None:
    desk = operation.desk
    [person] = registers_family(desk, 1)
    desk.fills("seen_here", person, seen_note="gate 5")
    copy = copies(desk)
    joins_anew(desk, "desk0a")
    joins_anew(copy, "desk0b")
    assert await said(desk) == [("applied", None)] * 2
    desk.fills("seen_here", person, seen_note="gate 6")
    copy.fills("seen_here", person, seen_note="gate 7")
    assert await said(copy) == [("noop", "entered-before")] * 2 + [("applied", None)], "what it names is found"
    assert await said(desk) == [("applied", None)]
    await copy.syncs()
    for post in (desk, copy):
        assert post.sees(person).values["seen_note"] == ["gate 5", "gate 6", "gate 7"]
        happened = [event.name for event in post.sees(person).events]
        assert happened == ["register", *["seen_elsewhere"] * 3]
        assert post.phone.troubled() == []
    assert shadows_agree(operation.house)


async def test_the_copy_that_kept_the_old_name_may_come_last(operation: Operation) -> None:
    desk = operation.desk
    [person] = registers_family(desk, 1)
    copy = copies(desk)
    joins_anew(copy, "desk0b")
    assert await said(copy) == [("applied", None)]
    desk.fills("seen_here", person, seen_note="gate 5")
    assert await said(desk) == [("noop", "entered-before"), ("applied", None)]
    joins_anew(copy, "desk0c")
    assert copy.phone.unsent == 0
    assert shadows_agree(operation.house)


async def test_the_copy_that_kept_the_old_name_may_come_first(operation: Operation) -> None:
    desk = operation.desk
    registers_family(desk, 1)
    copy = copies(desk)
    assert await said(desk) == [("applied", None)]
    joins_anew(copy, "desk0b")
    joins_anew(copy, "desk0c")
    assert await said(copy) == [("noop", "entered-before")], "its first name is remembered over several"


async def test_two_acts_that_once_bore_one_number_both_enter(operation: Operation) -> None:
    desk = operation.desk
    copy = copies(desk)
    registers_family(desk, 1)
    registers_family(copy, 1)
    joins_anew(desk, "desk0a")
    joins_anew(copy, "desk0b")
    assert await said(desk) == [("applied", None)]
    assert await said(copy) == [("applied", None)]
    assert shadows_agree(operation.house)
