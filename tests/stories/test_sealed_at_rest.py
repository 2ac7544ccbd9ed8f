"""At rest nobody reads what was answered: not in the database's own bytes or a copy, not without the house's key."""

import hashlib
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from server import attachments, backup
from server.key_copy import open_key_copy
from server.rebuild import rebuild
from server.storage import tables as t
from server.storage.body import Lost, unseal_all
from server.storage.engine import MIGRATIONS, is_shared, migrate, open_engine
from server.storage.entry import opened, pieces
from server.storage.ring import NoSecret, keys
from sync.op import Op, Part, Write
from sync.record import Record
from tests.actors.house import SECRET, House, key_file_in, parcel
from tests.parcels import PARCELS
from tests.server.stores import ON_BOTH
from tests.stories.conftest import Operation
from tests.stories.test_the_two_ways import registers_family, signs
from tests.tools.needs import POSTGRES, require

ONE, TWO = parcel(1), parcel(2)
ANSWERS = (b"ERIKSSON", b"ANNA MARIA", b"7700900123", b"1974-08-12", "样板路".encode(), b"M1 1L2 2", b"37.9", b"breath")
"""A name, a telephone, a day of birth, an address, a signature, a temperature, a symptom."""


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump comes with the PostgreSQL that tests run."""
    monkeypatch.setenv("PATH", str(require(POSTGRES).resolve().parent), prepend=":")


def bytes_at_rest(house: House, folder: Path) -> bytes:
    """All that lies on the database's disk: SQLite's files as they are, PostgreSQL's as its own dump tells them."""
    if is_shared(house.engine):
        plain = folder / "plain.sql"
        backup.speak(house.engine.url, "pg_dump", "--format=plain", "--file", str(plain))
        # A dump writes bytes as hex digits: both are looked through.
        said = plain.read_bytes()
        return said + b"".join(bytes.fromhex(run) for run in _hex_runs(said))
    return b"".join(path.read_bytes() for path in sorted(folder.glob("house.db*")))


def _hex_runs(dump: bytes) -> list[str]:
    runs = [word[2:] for line in dump.splitlines() for word in line.decode("utf-8", "replace").split("\t")]
    return [run for run in runs if len(run) % 2 == 0 and run and set(run) <= set("0123456789abcdef")]


@ON_BOTH
async def test_no_answer_lies_open_in_the_database_or_in_a_copy(operation: Operation, tmp_path: Path) -> None:
    house, desk = operation.house, operation.desk
    [person] = registers_family(desk, 1)
    signs(desk, [person], "home")
    desk.fills("symptom", person, temp="37.9", symptoms=["breath"], alert_by="L")
    await operation.all_sync()
    with house.engine.begin() as db:
        stored = db.execute(sa.select(t.records.c.body)).scalars().all()
        assert any(b"ERIKSSON" in msgspec.json.encode(record) for record in unseal_all(db, stored, Record))
    at_rest = bytes_at_rest(house, tmp_path)
    assert b"gubei1" in at_rest, "the search finds what does lie open: who the devices are"
    assert [answer for answer in ANSWERS if answer in at_rest] == []
    copied = backup.copy(house.engine, tmp_path / "copies" / "night", open_key_copy(key_file_in(tmp_path))).path
    assert [answer for answer in ANSWERS if answer in copied.read_bytes()] == []


@ON_BOTH
async def test_a_copy_has_no_keys_and_the_copy_of_the_keys_opens_nothing_alone(
    operation: Operation, tmp_path: Path
) -> None:
    house = operation.house
    registers_family(operation.desk, 1)
    await operation.desk.syncs()
    key_copy = open_key_copy(key_file_in(tmp_path))
    copied = backup.copy(house.engine, tmp_path / "night", key_copy).path
    with house.engine.connect() as db:
        salts = db.execute(sa.select(keys.c.salt)).scalars().all()
    assert salts
    assert not any(bytes(salt) in copied.read_bytes() for salt in salts)
    if is_shared(house.engine):
        return
    bare = open_engine(f"sqlite:///{copied}", SECRET)
    with bare.begin() as db, pytest.raises(Lost):
        rebuild(db, house.programme)
    with bare.begin() as db:
        key_copy.put_back(db)
        assert rebuild(db, house.programme).differing == []
    bare.dispose()
    for secret, fault in ((b"another house's secret", InvalidTag), (None, NoSecret)):
        other = open_engine(f"sqlite:///{copied}", secret)
        with other.begin() as db, pytest.raises(fault):
            rebuild(db, house.programme)
        other.dispose()


@ON_BOTH
async def test_a_picture_lies_sealed_from_its_first_piece_on(operation: Operation, tmp_path: Path) -> None:
    house = operation.house
    body = b"\xff\xd8\xff\xe0" + b"the door with the number" * 20
    digest = hashlib.sha256(body).hexdigest()
    with house.engine.begin() as db:
        attachments.add(db, "desk01", digest, 0, len(body), body[:100], 0)
    assert b"the door with" not in bytes_at_rest(house, tmp_path)
    with house.engine.begin() as db:
        assert attachments.add(db, "desk01", digest, 100, len(body), body[100:], 0) == len(body)
        sealed = db.execute(sa.select(t.attachments.c.body)).scalar_one()
        assert unseal_all(db, [sealed], bytes) == [body]
    assert b"the door with" not in bytes_at_rest(house, tmp_path)


async def test_what_is_sealed_for_one_record_is_of_no_use_under_another(tmp_path: Path) -> None:
    house = House(tmp_path)
    hands = house.enrol("k00001")
    for one in (ONE, TWO):
        assert (await hands.does("take_in", hands.part(one, "arrive", label="L"))).code == "applied"
    with house.engine.begin() as db:
        theirs = db.execute(sa.select(t.records.c.body).where(t.records.c.id == TWO)).scalar_one()
        renamed = theirs.replace(TWO.encode(), ONE.encode(), 1)
        with pytest.raises(InvalidTag):
            unseal_all(db, [renamed], Record)
    house.close()


async def test_a_key_that_was_made_in_vain_seals_nothing(tmp_path: Path) -> None:
    """A transaction fails after it made keys: the next makes them anew, and what it writes is read after a start."""
    house = House(tmp_path)
    hands = house.enrol("k00001")
    with house.engine.begin() as db:
        db.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON records BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
        )
    op = hands.op("take_in", hands.part(ONE, "arrive", label="L"))
    with pytest.raises(Exception, match="the disk is full"):
        await hands.send(op)
    with house.engine.begin() as db:
        assert db.execute(sa.select(keys)).all() == []
        db.exec_driver_sql("DROP TRIGGER full")
    assert (await hands.send(op)).verdicts()[-1].code == "applied"
    _reads_all_after_a_start(house)


async def test_a_database_put_back_under_a_running_house_loses_no_later_act(tmp_path: Path) -> None:
    """As when a standby that lacks the last minutes takes over: the house remembers keys that the database lost."""
    house = House(tmp_path)
    hands = house.enrol("k00001")
    op = hands.op("take_in", hands.part(ONE, "arrive", label="L"))
    await hands.send(op)
    assert hands.sees()
    with house.engine.begin() as db:
        for table in (t.ops, t.records, t.links, t.members, t.touches, t.feed, keys):
            db.execute(sa.delete(table))
        db.execute(sa.update(t.head).values(n=0))
        db.execute(sa.update(t.incarnations).values(last_seq=0))
    assert (await hands.send(op)).verdicts()[-1].code == "applied"
    assert hands.sees()
    _reads_all_after_a_start(house)


def _reads_all_after_a_start(house: House) -> None:
    house.close()
    house.opens()
    with house.engine.begin() as db:
        assert rebuild(db, PARCELS).differing == []
    house.close()


async def test_a_house_from_before_seals_what_it_has(tmp_path: Path) -> None:
    """The tables of the version before, with everything open in them, become those of this one."""
    new, old = House(tmp_path / "new"), tmp_path / "old.db"
    hands = new.enrol("k00001")
    await hands.does("take_in", hands.part(ONE, "arrive", label="the blue lamp"))
    await hands.send(b'["nonsense", "about a lamp"')
    before = open_engine(f"sqlite:///{old}", SECRET)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with new.engine.begin() as source, before.begin() as db:
        config.attributes["connection"] = db
        command.upgrade(config, "0016")
        db.execute(sa.delete(t.head))
        for table in (t.head, t.ops, t.feed, t.records, t.links, t.members, t.touches, t.actors, t.incarnations):
            for row in source.execute(sa.select(table)):
                db.execute(sa.insert(table).values(_in_the_open(source, table, row._asdict())))
    assert b"the blue lamp" in _lies(old)
    migrate(before)
    with before.begin() as db:
        assert rebuild(db, PARCELS).differing == []
        assert opened(db, db.execute(sa.select(t.ops.c.body).order_by(t.ops.c.seq)).scalars())[-1].endswith(b'lamp"')
    before.dispose()
    assert b"lamp" not in _lies(old)
    new.close()


def _lies(file: Path) -> bytes:
    return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))


def _in_the_open(db: sa.Connection, table: sa.Table, row: dict[str, object]) -> dict[str, object]:
    body = row.get("body")
    if not isinstance(body, bytes):
        return row
    plain = opened(db, [body])[0] if table is t.ops else msgspec.json.encode(unseal_all(db, [body], Record)[0])
    return {**row, "body": plain}


TEXT = st.text(max_size=8)
PARTS = st.lists(st.builds(Part, st.just("parcel"), TEXT, st.lists(st.builds(Write, TEXT, st.just("set"), TEXT))))
OPS = st.builds(Op, st.integers(1, 99), st.just(1), st.just(("s", 1)), TEXT, TEXT, TEXT, st.none() | TEXT, parts=PARTS,
                adopts=st.none(), paper_at=st.none())  # fmt: skip


@given(OPS)
def test_an_op_is_cut_so_that_nothing_of_it_is_lost_and_no_answer_stays_outside(op: Op) -> None:
    raw = msgspec.json.encode(op)
    cut = pieces(raw, "k00001", op.seq)
    assert b"".join(piece.bytes_ for piece in cut) == raw
    parts = [msgspec.json.encode(part) for part in op.parts]
    assert [piece.bytes_ for piece in cut if piece.name and piece.bytes_ in parts] == parts
    without = msgspec.json.decode(b"".join(piece.instead if piece.name else piece.bytes_ for piece in cut), type=Op)
    assert [part.record for part in without.parts] == [part.record or f"op k00001 {op.seq}" for part in op.parts]
    assert not any(part.kind or part.writes for part in without.parts)
    assert without.reason is None


@given(st.binary(max_size=60))
def test_whatever_a_phone_sends_is_kept_to_the_byte(raw: bytes) -> None:
    assert b"".join(piece.bytes_ for piece in pieces(raw, "k00001", 1)) == raw


def test_an_op_that_says_more_than_ops_say_has_that_sealed_too() -> None:
    raw = b'[1,2,null,"u","f","v",null,null,null,[["parcel","r1",[]] ] ,null , "Anna" ]'
    cut = pieces(raw, "k00001", 1)
    assert b"".join(piece.bytes_ for piece in cut) == raw
    assert not any(b"Anna" in piece.bytes_ for piece in cut if not piece.name)
