"""A restored database at the doors: who is let in again, who is not, and what phones are told to keep."""

from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from litestar.testing import AsyncTestClient

from server import backup
from server.app import House, create_app, open_house
from server.key_copy import open_key_copy
from server.settings import Settings, Unusable
from server.storage import tables as t
from server.tokens import open_revocations
from server.watch import Watch
from sync.exchange import LIMITS, Exchange, Put
from sync.stamp import Dot
from tests.actors.house import Hand, parcel
from tests.actors.house import House as Small
from tests.parcels import SHOP
from tests.server.door import SHELF, Phone

ONE, TWO = parcel(1), parcel(2)


def forgets(opened: House, phone: Phone) -> None:
    """The database is a copy from before this phone and its holder came."""
    with opened.engine.begin() as db:
        db.execute(sa.delete(t.incarnations).where(t.incarnations.c.inc == phone.inc))
        db.execute(sa.delete(t.actors).where(t.actors.c.id == phone.person))


async def test_a_phone_the_restored_database_does_not_know_comes_back_to_refill(phone: Phone, opened: House) -> None:
    forgets(opened, phone)
    given = opened.clock.now_ms() - 500_000
    answer = await phone.exchange(phone.takes_in(ONE), refill=[(1, given)])
    assert [(verdict.code, verdict.eff) for verdict in answer.verdicts] == [("applied", given)]
    assert isinstance(answer.entries[0], Put)
    assert answer.entries[0].events
    assert answer.entries[0].events[0].who == "Lin"


async def test_a_revoked_phone_stays_revoked_in_a_restored_database(
    phone: Phone, opened: House, settings: Settings
) -> None:
    forgets(opened, phone)
    open_revocations(Path(settings.key_file)).add(phone.inc)
    answer = await phone.posts(phone.message(phone.takes_in(ONE)))
    assert (answer.status_code, answer.json()["code"]) == (403, "revoked")
    with opened.engine.connect() as db:
        assert db.execute(sa.select(t.ops.c.verdict, t.ops.c.detail)).all() == [("quarantined", "revoked-device")]


async def test_a_known_phone_is_revoked_again_when_the_house_opens(phone: Phone, settings: Settings) -> None:
    open_revocations(Path(settings.key_file)).add(phone.inc)
    again = open_house(settings, Hand(), SHELF)
    with again.engine.connect() as db:
        revoked = sa.select(t.incarnations.c.revoked_at).where(t.incarnations.c.inc == phone.inc)
        assert db.execute(revoked).scalar() == again.clock.now_ms()
    again.close()


async def test_what_no_backup_has_is_not_durable_where_backups_are_asked_for(
    phone: Phone, opened: House, settings: Settings, tmp_path: Path
) -> None:
    assert (await phone.exchange(phone.takes_in(ONE))).durable_seq == 1
    careful = open_house(msgspec.structs.replace(settings, durable="backup"), Hand(), SHELF)
    app = create_app(careful.settings, opened.clock, read=lambda _folder: SHELF)
    async with AsyncTestClient(app) as client:
        phone.client = client
        assert (await phone.exchange()).durable_seq == 0
        backup.copy(careful.engine, tmp_path / "copies" / "one.db", open_key_copy(tmp_path / "homeward.key"))
        assert (await phone.exchange(phone.takes_in(TWO))).durable_seq == 1
    careful.close()


def test_a_standby_is_not_promised_where_there_is_none(settings: Settings) -> None:
    with pytest.raises(Unusable, match="standby"):
        open_house(msgspec.structs.replace(settings, durable="standby"), Hand(), SHELF)


async def test_no_number_of_the_houses_clock_means_two_things_after_a_restore(tmp_path: Path) -> None:
    house = Small(tmp_path)
    clerk, other = house.enrol("k00001"), house.enrol("k00002")
    await clerk.does("take_in", clerk.part(ONE, "arrive", shop=SHOP))
    await clerk.does("take_in", clerk.part(TWO, "arrive", shop=SHOP))
    for record, seq in ((ONE, 1), (TWO, 2)):
        await clerk.does("send", clerk.part(record, "send", Dot("k00001", seq)))
        house.clock.pass_minutes(31)
    copied = house.backs_up()
    watch = Watch(house.engine, house.writer, house.intake, house.clock)
    await watch.open()
    assert await watch.tick()
    journey = other.sees()[ONE].derived.journey
    assert journey
    lost = journey.last
    received = other.op("receive", other.part(ONE, "receive", lost))
    given = (await other.send(received)).verdicts()[0]
    assert given.code == "applied"

    house.goes_back_to(copied)
    house.clock.pass_minutes(1)
    # What the clock said is with its disk: whoever saw it does not wait for it and is not set aside.
    refill = Exchange(
        "k00002", house.clock.ms, None, [msgspec.Raw(msgspec.json.encode(received))], None, [(1, given.eff)]
    )
    again = (await house.intake.accept("k00002", refill)).verdicts()
    assert [(verdict.code, verdict.eff) for verdict in again] == [("applied", given.eff)]
    house.clock.pass_minutes(31)
    watch = Watch(house.engine, house.writer, house.intake, house.clock)
    await watch.open()
    await watch.tick()
    journey = other.sees()[TWO].derived.journey
    assert journey
    assert journey.state == "late"
    assert journey.last
    assert lost
    assert journey.last.inc != lost.inc
    house.close()


async def test_a_first_sync_that_began_in_a_history_since_cut_starts_over(tmp_path: Path) -> None:
    house = Small(tmp_path)
    clerk = house.enrol("k00001")
    await clerk.does("take_in", clerk.part(ONE, "arrive", shop=SHOP))
    copied = house.backs_up()
    await clerk.does("take_in", clerk.part(TWO, "arrive", shop=SHOP))
    begun = house.page(clerk.scopes, None, 1)
    assert not begun.complete
    house.goes_back_to(copied)
    assert house.page(clerk.scopes, begun.cursor).reset
    house.close()


async def test_a_phone_between_two_pages_of_a_history_since_cut_starts_over(tmp_path: Path) -> None:
    """What moved on while it was fed was left for a later page; a cut moves it back to where the phone had passed."""
    house = Small(tmp_path)
    clerk = house.enrol("k00001")
    await clerk.does("take_in", clerk.part(ONE, "arrive", shop=SHOP))
    fed = house.page(clerk.scopes)
    assert fed.complete
    for record in (TWO, parcel(3)):
        await clerk.does("take_in", clerk.part(record, "arrive", shop=SHOP))
    copied = house.backs_up()
    await clerk.does("send", clerk.part(TWO, "send", Dot("k00001", 2)))
    begun = house.page(clerk.scopes, fed.cursor, 1)
    assert ([entry.record for entry in begun.entries if isinstance(entry, Put)], begun.complete) == ([parcel(3)], False)
    house.goes_back_to(copied)
    assert house.page(clerk.scopes, begun.cursor).reset
    house.close()


async def test_a_number_that_a_copied_phone_gave_anew_is_no_cause_of_what_comes_back(tmp_path: Path) -> None:
    house = Small(tmp_path)
    clerk, other = house.enrol("k00001"), house.enrol("k00002")
    copied = house.backs_up()
    await clerk.does("take_in", clerk.part(ONE, "arrive", shop=SHOP))
    sent = other.op("send", other.part(ONE, "send", Dot("k00001", 1)))
    given = (await other.send(sent)).verdicts()[0].eff

    house.goes_back_to(copied)
    house.clock.pass_minutes(60)
    # The clerk's phone went on from a copy of before: its first act is about somebody else now.
    clerk.seq = 0
    await clerk.does("take_in", clerk.part(TWO, "arrive", shop=SHOP))
    refill = Exchange("k00002", house.clock.ms, None, [msgspec.Raw(msgspec.json.encode(sent))], None, [(1, given)])
    again = (await house.intake.accept("k00002", refill)).verdicts()
    assert [(verdict.code, verdict.detail, verdict.eff) for verdict in again] == [
        ("quarantined", "unknown-record", given)
    ]
    house.close()


async def test_what_was_done_since_waits_too_for_a_phone_that_a_restored_house_does_not_know_yet(
    tmp_path: Path,
) -> None:
    house = Small(tmp_path)
    clerk = house.enrol("k00001")
    old = clerk.op("take_in", clerk.part(ONE, "arrive", shop=SHOP))
    new = clerk.op("send", clerk.part(ONE, "send", Dot("k00007", 3)))
    raws = [msgspec.Raw(msgspec.json.encode(op)) for op in (old, new)]
    refill = Exchange("k00001", house.clock.ms, None, raws, None, [(1, house.clock.ms - 1000)])
    assert [verdict.seq for verdict in (await house.intake.accept("k00001", refill)).verdicts()] == [1]
    house.clock.pass_minutes(LIMITS.refill_wait_minutes_max)
    assert [verdict.seq for verdict in (await house.intake.accept("k00001", refill)).verdicts()] == [1, 2]
    house.close()
