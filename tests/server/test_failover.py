"""A standby that takes over without the newest commits, and a disk that is full: phones keep what the house lost."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import sqlalchemy as sa

from server.app import House
from server.storage import tables as t
from sync.exchange import Answer
from sync.phone import Memory, Said
from sync.phone import Phone as Handset
from sync.rights import Author
from sync.seen import Filled
from tests.actors.house import parcel
from tests.actors.postgres import Postgres
from tests.parcels import DEPOT, PARCELS
from tests.server.door import Phone
from tests.server.stores import ON_BOTH, ON_POSTGRES

ONE, TWO, THREE = parcel(1), parcel(2), parcel(3)


def in_hand(phone: Phone) -> Handset:
    """The reference client, enrolled as this phone."""
    author = Author(phone.inc, phone.person, "Lin", DEPOT, ("clerk",), (DEPOT,))
    return Handset(Memory(author), PARCELS)


async def speaks(phone: Phone, handset: Handset) -> Answer | Said:
    """One exchange of the reference client through the real door."""
    asked = handset.next_exchange(phone.clock.ms)
    assert asked
    answer = await phone.posts(msgspec.json.encode(asked))
    if answer.status_code == 200:
        heard = msgspec.json.decode(answer.content, type=Answer)
        handset.take(heard)
        return heard
    said = msgspec.json.decode(answer.content, type=Said)
    handset.hear(said)
    return said


async def speaks_until_heard(phone: Phone, handset: Handset) -> Answer:
    """The connections a failover cut are noticed one by one."""
    for _ in range(20):
        heard = await speaks(phone, handset)
        if isinstance(heard, Answer):
            return heard
        assert heard.code == "busy"
    raise AssertionError("the house did not come back")


def logged(house: House) -> list[tuple[int, str]]:
    with house.engine.connect() as db:
        return [(row.seq, row.verdict) for row in db.execute(sa.select(t.ops).order_by(t.ops.c.seq))]


@ON_POSTGRES
async def test_a_standby_that_lost_its_tail_is_noticed_and_refilled(
    phone: Phone, opened: House, postgres: Postgres
) -> None:
    handset = in_hand(phone)
    handset.save("take_in", [Filled(ONE, {"label": "L1"})], phone.clock.ms)
    await speaks(phone, handset)
    backup = postgres.backup("house")
    handset.save("take_in", [Filled(TWO, {"label": "L2"})], phone.clock.ms)
    handset.save("take_in", [Filled(THREE, {"label": "L3"})], phone.clock.ms)
    before = await speaks(phone, handset)
    assert isinstance(before, Answer)
    assert (before.last_seq, handset.unsent) == (3, 0)

    postgres.restore("house", backup)

    answer = await speaks_until_heard(phone, handset)
    assert (answer.reset, answer.last_seq, handset.unsent) == (True, 1, 3), "all is said again"
    assert not (await speaks_until_heard(phone, handset)).reset
    assert handset.unsent == 0
    assert logged(opened) == [(1, "applied"), (2, "applied"), (3, "applied")]
    assert handset.views().keys() == {ONE, TWO, THREE}


@contextmanager
def full_disk(house: House) -> Iterator[None]:
    """SQLite may grow no further; PostgreSQL says what it says when it cannot extend a file."""
    with house.engine.begin() as db:
        sqlite = db.dialect.name == "sqlite"
        most = db.exec_driver_sql("PRAGMA page_count").scalar_one() if sqlite else 0
        if not sqlite:
            db.exec_driver_sql(FULL)

    def bound(db: sa.Connection) -> None:
        # Each connection has its own bound, and keeps it.
        db.exec_driver_sql(f"PRAGMA max_page_count = {most}")

    if sqlite:
        sa.event.listen(house.engine, "begin", bound)
    yield
    most = 2**30
    if not sqlite:
        with house.engine.begin() as db:
            db.exec_driver_sql("DROP FUNCTION full_disk CASCADE")


FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON touches FOR EACH STATEMENT EXECUTE FUNCTION full_disk();
"""


@ON_BOTH
async def test_a_full_disk_is_no_verdict_and_when_there_is_room_again_all_enters(phone: Phone, opened: House) -> None:
    handset = in_hand(phone)
    handset.save("take_in", [Filled(ONE, {"label": "L1"})], phone.clock.ms)
    await speaks(phone, handset)
    for number in range(2, 152):
        handset.save("take_in", [Filled(parcel(number), {"label": f"L{number}"})], phone.clock.ms)
    with full_disk(opened):
        for _ in range(3):
            said = await speaks(phone, handset)
            assert isinstance(said, Said)
            assert (said.code, handset.unsent) == ("busy", 150)
    assert len(logged(opened)) == 1
    assert isinstance(await speaks(phone, handset), Answer)
    assert handset.unsent == 0
    assert len(logged(opened)) == 151
