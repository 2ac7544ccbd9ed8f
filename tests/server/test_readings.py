"""Who looked at whom: written down before the answer leaves, and nobody can unwrite it. On both databases."""

import asyncio
from argparse import Namespace
from pathlib import Path

import pytest
import sqlalchemy as sa

from server import audit_command
from server.app import House
from server.audit import AGAIN_MS, Marks, open_marks
from server.boards import touched
from server.settings import Settings, Unusable
from server.storage import reads
from server.storage.reads import Broken, Reading, Verified
from tests.actors.house import Hand, parcel
from tests.parcels import DEPOT, OFFICE
from tests.server.door import Phone, Staff
from tests.server.stores import ON_BOTH

pytestmark = ON_BOTH


def book(house: House) -> list[Reading]:
    with house.engine.connect() as db:
        incs = db.execute(sa.select(reads.reads.c.inc).distinct()).scalars().all()
        return sorted(line for inc in incs for line in reads.of_device(db, inc))


def verified(house: House, marks: Marks) -> Verified:
    with house.engine.connect() as db:
        return reads.verify(db, house.keys.reading_key, marks.known())


@pytest.fixture
def marks(settings: Settings) -> Marks:
    return open_marks(Path(settings.key_file))


async def test_what_a_phone_is_sent_is_written_down_with_who_where_and_why(
    staff: Staff, phone: Phone, opened: House, clock: Hand
) -> None:
    lead = await staff.enrols(OFFICE, ("lead",))
    await phone.exchange(phone.takes_in(parcel(1)), phone.takes_in(parcel(2)))
    clock.pass_minutes(1)
    await lead.exchange()
    assert book(opened) == [
        Reading(clock.ms - 60_000, phone.inc, phone.person, DEPOT, "feed", DEPOT, (parcel(1), parcel(2))),
        Reading(clock.ms, lead.inc, lead.person, OFFICE, "feed", OFFICE, (parcel(1), parcel(2))),
    ]
    await lead.exchange()
    assert len(book(opened)) == 3, "asked from the start again, it was shown again"


async def test_an_answer_that_could_not_be_written_down_does_not_leave(
    phone: Phone, opened: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sa.exc.OperationalError("INSERT", None, Exception("disk full"))

    await phone.exchange(phone.takes_in(parcel(1)))
    with monkeypatch.context() as patched:
        patched.setattr(reads, "append", full)
        refused = await phone.posts(phone.message())
    assert (refused.status_code, parcel(1) in refused.text) == (503, False)
    assert parcel(1) in (await phone.posts(phone.message())).text


async def test_a_board_that_stands_open_is_written_down_once_an_hour(staff: Staff, phone: Phone, opened: House) -> None:
    lead = await staff.enrols(roles=("lead",))
    await phone.exchange(phone.takes_in(parcel(7), form="no_such_form"))
    for _ in range(5):
        assert parcel(7) in (await lead.opens("/quarantine")).text
    assert [line.door for line in book(opened) if line.inc == lead.inc] == ["quarantine"]
    lead.clock.ms += AGAIN_MS
    await lead.opens("/quarantine")
    assert [line.door for line in book(opened) if line.inc == lead.inc] == ["quarantine"] * 2


CUTS = {
    "another's name": ("UPDATE reads SET person = 'somebody else' WHERE n = 3", Broken(3, "was changed")),
    "another time": ("UPDATE reads SET at = at - 1 WHERE n = 1", Broken(1, "was changed")),
    "a record taken out": ("UPDATE reads SET records = '[]' WHERE n = 2", Broken(2, "was changed")),
    "a line taken out": ("DELETE FROM reads WHERE n = 2", Broken(2, "is missing")),
    "the first taken out": ("DELETE FROM reads WHERE n = 1", Broken(1, "is missing")),
    "the end cut off": ("DELETE FROM reads WHERE n > 2", Broken(3, "is missing: line 4")),
    "all of it gone": ("DELETE FROM reads", Broken(1, "is missing: line 4")),
}  # fmt: skip


@pytest.mark.parametrize("cut", CUTS)
async def test_whoever_can_write_to_the_database_cannot_change_the_book_unseen(
    phone: Phone, opened: House, marks: Marks, cut: str
) -> None:
    for number in range(1, 5):
        await phone.exchange(phone.takes_in(parcel(number)))
    sound = verified(opened, marks)
    assert (sound.lines, sound.broken) == (4, None)
    marks.note(sound.lines, sound.seal)
    statement, expected = CUTS[cut]
    with opened.engine.begin() as db:
        db.exec_driver_sql(statement)
    broken = verified(opened, marks).broken
    assert broken
    assert broken.n == expected.n
    assert broken.why.startswith(expected.why)


async def test_a_book_written_anew_by_somebody_with_another_key_is_not_ours(
    phone: Phone, opened: House, marks: Marks
) -> None:
    await phone.exchange(phone.takes_in(parcel(1)))
    with opened.engine.begin() as db:
        db.execute(sa.delete(reads.reads))
        reads.append(db, b"another key", [Reading(1, "abc123", "u1", DEPOT, "feed", DEPOT, (parcel(9),))])
    assert verified(opened, marks).broken == Broken(1, "was changed, or follows another than it did")


async def test_an_older_book_put_back_is_seen_and_a_restore_that_was_said_is_not_held_against_it(
    phone: Phone, opened: House, marks: Marks, clock: Hand, settings: Settings
) -> None:
    await phone.exchange(phone.takes_in(parcel(1)))
    await phone.exchange(phone.takes_in(parcel(2)))
    marks.note(*_newest(opened))
    with opened.engine.begin() as db:
        db.execute(sa.delete(reads.reads).where(reads.reads.c.n == 2))
    clock.pass_minutes(1)
    await phone.exchange()
    assert verified(opened, marks).broken == Broken(2, "is not the one that was noted down beside the key")
    with pytest.raises(Unusable, match="line 2 of the readings"):
        audit_command.verify(settings, Namespace())
    with opened.engine.begin() as db:
        db.execute(sa.delete(reads.reads).where(reads.reads.c.n == 2))
    audit_command.restored(settings, Namespace())
    await phone.exchange()
    audit_command.verify(settings, Namespace())


async def test_whom_a_lost_phone_has_seen_or_acted_on(
    staff: Staff, phone: Phone, opened: House, clock: Hand, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    other = await staff.enrols()
    await other.exchange(other.takes_in(parcel(1)))
    began = clock.ms
    clock.pass_minutes(5)
    await phone.exchange()
    clock.pass_minutes(5)
    await phone.exchange(phone.takes_in(parcel(2)), phone.takes_in(parcel(3), form="no_such_form"))
    found = {one.record: one for one in touched.of(opened.engine, inc=phone.inc)}
    assert found.keys() == {parcel(1), parcel(2), parcel(3)}
    assert (found[parcel(1)].first, found[parcel(1)].doors, found[parcel(1)].acts) == (began + 300_000, ["feed"], [])
    assert (found[parcel(2)].doors, found[parcel(2)].acts) == (["feed"], ["take_in"])
    assert (found[parcel(3)].kind, found[parcel(3)].acts) == ("", ["no_such_form"])
    audit_command.say_touched(settings, Namespace(who=phone.inc.upper()))
    told = capsys.readouterr().out.splitlines()
    assert (len(told), told[-1]) == (4, "1 unknown, 2 parcel")
    audit_command.say_readers(settings, Namespace(record=parcel(2)))
    assert phone.inc.upper() in capsys.readouterr().out
    same = touched.of(opened.engine, person=phone.person)
    assert [one.record for one in same] == [one.record for one in touched.of(opened.engine, inc=phone.inc)]
    assert [one.inc for one in touched.readers(opened.engine, parcel(1))] == [other.inc, phone.inc, phone.inc]


async def test_the_doors_are_for_whoever_oversees_everything_and_are_written_down_themselves(
    staff: Staff, phone: Phone, opened: House
) -> None:
    await phone.exchange(phone.takes_in(parcel(1)))
    answer = await phone.opens(f"/readings?inc={phone.inc}")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    lead = await staff.enrols(roles=("lead",))
    assert [row["record"] for row in (await lead.opens(f"/readings?inc={phone.inc}")).json()["rows"]] == [parcel(1)]
    assert [seen["inc"] for seen in (await lead.opens(f"/readings/{parcel(1)}")).json()] == [phone.inc, lead.inc]
    mine = {(line.door, line.why) for line in book(opened) if line.inc == lead.inc}
    assert mine == {("readings", phone.inc), ("readings", parcel(1))}
    assert (await lead.opens("/readings")).status_code == 400


async def test_two_that_write_at_once_make_one_chain(opened: House, marks: Marks, phone: Phone) -> None:
    await phone.exchange(phone.takes_in(parcel(1)))
    await asyncio.gather(*(phone.posts(phone.message()) for _ in range(20)))
    assert verified(opened, marks)[0::2] == (21, None)


def _newest(house: House) -> tuple[int, bytes]:
    with house.engine.connect() as db:
        return reads.newest(db)
