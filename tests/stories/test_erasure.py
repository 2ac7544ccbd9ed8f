"""Whose days are over and who asks to be forgotten: gone for good from the house, its copies and every phone, and still
counted."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pytest
import sqlalchemy as sa

from server import attachments, backup, erasure, programme, restore
from server.__main__ import main
from server.boards.wall import read_board
from server.erasure import Answer, PurgeList, open_purge_list
from server.key_copy import open_key_copy
from server.rebuild import rebuild
from server.storage import reads
from server.storage import tables as t
from server.storage.body import unseal_all
from server.storage.engine import is_shared, reading
from server.storage.entry import opened
from server.storage.erased import counts, erased
from server.storage.ring import keys
from sync.record import Record
from sync.retention import DAY_MS, keepings
from tests.actors.house import House, key_file_in
from tests.actors.post import Post, shadows_agree
from tests.server.stores import ON_BOTH
from tests.stories.conftest import Operation
from tests.stories.test_a_restore import speak
from tests.stories.test_the_two_ways import registers_family
from tests.tools.needs import POSTGRES, require

COMPILED = programme.read(programme.seed("changning"))
KEEPING = keepings(COMPILED.programme, COMPILED.purposes)
DAY_MINUTES = 24 * 60


async def goes_elsewhere(operation: Operation, size: int = 1) -> tuple[list[str], list[str]]:
    """A family signs, and another district fetches them: their way is over. They, and the papers that name them."""
    desk = operation.desk
    family = registers_family(desk, size)
    desk.fills("notice_given", people=[*family], lang="en")
    for person in family:
        desk.fills("route_elsewhere", person, dest_kind="other_district", fetched_by="Pudong team")
    desk.fills("external_receipt", people=[*family], where="gate 4", received_by="Gu (Pudong team)")
    assert {verdict.code for verdict in await desk.syncs()} == {"applied"}
    await operation.all_sync()
    assert {operation.duty.state(person) for person in family} == {"external_done"}
    papers = [i for kind in ("briefing", "arrival") for i in operation.duty.sees_kind(kind)]
    assert len(papers) == 2
    return family, papers


def lies(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("house.db*"))


def purged(folder: Path) -> PurgeList:
    return open_purge_list(key_file_in(folder))


def asks(house: House, folder: Path, record: str) -> Answer:
    with house.engine.begin() as db:
        answer, _ = erasure.ask(db, house.programme, KEEPING, purged(folder), record, house.clock.ms)
        return answer


def night(house: House, folder: Path) -> int:
    with house.engine.begin() as db:
        count, _ = erasure.erase_due(db, house.programme, KEEPING, purged(folder), house.clock.ms)
        return count


def arrived(house: House) -> int:
    wall = house.programme.wall
    assert wall
    return read_board(house.engine, house.programme, wall, wall.at, house.clock.ms).headcount.arrived


def log(house: House) -> bytes:
    """All that anybody can still read of it."""
    with reading(house.engine) as db:
        return b"\n".join(opened(db, db.execute(sa.select(t.ops.c.body)).scalars()))


def is_nowhere(house: House, records: Iterable[str]) -> bool:
    """No document, no key, no link, and a rebuild from the log does not bring it back."""
    names = set(records)
    with house.engine.begin() as db:
        rebuilt = rebuild(db, house.programme)
        kept = [
            db.execute(sa.select(column).where(column.in_(names))).all()
            for column in (t.records.c.id, keys.c.name, t.links.c.record, t.touches.c.record)
        ]
        return rebuilt.differing == [] and kept == [[], [], [], []]


def holds_nothing_of(post: Post, records: Iterable[str]) -> bool:
    """Not on its lists, not among its own acts."""
    names = set(records)
    own = [part.record for each in post.phone.memory.journal.ops for part in each.op.parts]
    return all(post.is_blind_to(record) for record in names) and names.isdisjoint(own)


@ON_BOTH
async def test_who_asks_is_told_what_the_law_keeps_and_is_forgotten_after_it(
    operation: Operation, tmp_path: Path
) -> None:
    house, desk, duty = operation.house, operation.desk, operation.duty
    [person], papers = await goes_elsewhere(operation)
    [stays] = registers_family(desk, 1)
    await operation.all_sync()
    refused = asks(house, tmp_path, person)
    assert (refused.why, (refused.until - house.clock.ms) // DAY_MS) == ("kept", 28)
    assert "PIPL" in refused.basis
    assert asks(house, tmp_path, stays).why == "open"
    assert asks(house, tmp_path, "01980000-0000-7000-9000-00000000ffff").why == "unknown"
    assert not duty.is_blind_to(person), "a refusal changes nothing"

    house.clock.pass_minutes(28 * DAY_MINUTES + 1)
    told, answer = arrived(house), asks(house, tmp_path, person)
    assert (answer.why, set(answer.records)) == ("erased", {person, *papers})
    assert is_nowhere(house, answer.records)
    assert arrived(house) == told == 2, "still counted"
    await operation.all_sync()
    assert all(holds_nothing_of(post, answer.records) for post in (desk, duty, operation.desk_two))
    assert not duty.is_blind_to(stays)
    assert shadows_agree(house)
    assert asks(house, tmp_path, person).why == "unknown"


@ON_BOTH
async def test_purged_after_its_days_and_counted_still(operation: Operation, tmp_path: Path) -> None:
    house, desk = operation.house, operation.desk
    family, papers = await goes_elsewhere(operation, 3)
    [stays] = registers_family(desk, 1)
    await operation.all_sync()
    before = arrived(house)
    house.clock.pass_minutes(1094 * DAY_MINUTES)
    assert night(house, tmp_path) == 0
    house.clock.pass_minutes(2 * DAY_MINUTES)
    assert night(house, tmp_path) == len(family) + len(papers)
    assert night(house, tmp_path) == 0
    assert is_nowhere(house, [*family, *papers])
    with reading(house.engine) as db:
        assert ("person", "external_done", "days", 3) in counts(db)
        assert {row.at for row in db.execute(sa.select(erased))} == {house.clock.ms}
    assert arrived(house) == before == 4
    await operation.all_sync()
    assert holds_nothing_of(desk, [*family, *papers])
    assert not operation.duty.is_blind_to(stays), "whose way goes on is kept, however old"


@ON_BOTH
async def test_of_a_family_one_is_forgotten_and_what_the_same_act_said_of_others_is_kept(
    operation: Operation, tmp_path: Path
) -> None:
    house = operation.house
    [one, two, three], papers = await goes_elsewhere(operation, 3)
    house.clock.pass_minutes(28 * DAY_MINUTES + 1)
    said = log(house)
    assert b"CHILD 1" in said
    answer = asks(house, tmp_path, two)
    assert set(answer.records) == {two}, "papers that name others stay"
    assert is_nowhere(house, [two])
    said = log(house)
    assert b"CHILD 1" not in said
    assert b"CHILD 2" in said
    assert b"ANNA MARIA" in said
    asks(house, tmp_path, one)
    assert set(asks(house, tmp_path, three).records) == {three, *papers}, "the last takes the papers along"
    assert b"Gu (Pudong team)" not in log(house)


async def test_a_phone_that_was_away_brings_nobody_back(operation: Operation, tmp_path: Path) -> None:
    house, desk, away = operation.house, operation.desk, operation.desk_two
    [person], _ = await goes_elsewhere(operation)
    [child] = registers_family(desk, 1)
    await operation.all_sync()
    house.clock.pass_minutes(28 * DAY_MINUTES + 1)
    away.fills("symptom", person, temp="38.8", alert_by="the other passport")
    party = [away.filled("symptom", one, temp="37.9", alert_by="Who") for one in (person, child)]
    away.saves("symptom", party)
    assert asks(house, tmp_path, person).why == "erased"
    verdicts = await away.syncs()
    assert [(verdict.code, verdict.detail) for verdict in verdicts[:1]] == [("noop", "erased")]
    assert is_nowhere(house, [person])
    assert b"the other passport" not in log(house)
    assert away.is_blind_to(person)
    [own] = away.phone.memory.journal.ops
    assert own.op.form == "symptom", "it speaks of the child too"
    await desk.syncs()
    with reading(house.engine) as db:
        stored = unseal_all(
            db, db.execute(sa.select(t.records.c.body).where(t.records.c.id == child)).scalars(), Record
        )
    assert "temp" in stored[0].fields, "what the same act said of the child is in"
    assert shadows_agree(house)


@ON_BOTH
async def test_restored_at_noon_who_was_erased_stays_erased(operation: Operation, tmp_path: Path) -> None:
    house, desk = operation.house, operation.desk
    [person], papers = await goes_elsewhere(operation)
    await operation.all_sync()
    gone = [person, *papers]
    house.clock.pass_minutes(28 * DAY_MINUTES + 1)
    kept = _as_it_is(house, tmp_path)
    asks(house, tmp_path, person)
    [late] = registers_family(desk, 1)
    await operation.all_sync()
    _put_back(house, kept, tmp_path)
    assert is_nowhere(house, gone)
    with reading(house.engine) as db:
        assert {row.name for row in db.execute(sa.select(erased))} >= set(gone)
    await speak(desk, operation.duty, operation.desk_two)
    assert is_nowhere(house, gone), "nor do phones bring them back"
    assert holds_nothing_of(desk, gone)
    assert not operation.duty.is_blind_to(late)
    assert shadows_agree(house)


def _as_it_is(house: House, folder: Path) -> Path:
    return backup.copy(house.engine, folder / "copies" / "noon", open_key_copy(key_file_in(folder))).path


def _put_back(house: House, copy: Path, folder: Path) -> None:
    house.close()
    address = house.engine.url.render_as_string(hide_password=False)
    _, kept = restore.put_back(address, copy, house.programme, house.clock.ms, key_file_in(folder))
    house.opens()
    if is_shared(house.engine):
        with house.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            db.exec_driver_sql(f'DROP DATABASE "{kept}"')


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump and pg_restore come with the PostgreSQL that tests run."""
    monkeypatch.setenv("PATH", str(require(POSTGRES).resolve().parent), prepend=":")


async def test_pictures_go_with_those_they_show(operation: Operation, tmp_path: Path) -> None:
    """A photograph of one's paper goes when that one is forgotten, and sending it again changes nothing."""
    house, desk = operation.house, operation.desk
    body = b"\xff\xd8\xff\xe0" + b"a paper form" * 50
    digest = hashlib.sha256(body).hexdigest()
    [person] = registers_family(desk, 1)
    desk.fills("route_elsewhere", person, dest_kind="other_district", fetched_by="Pudong team")
    desk.fills("external_receipt", people=[person], where="gate 4", received_by="Gu (Pudong team)")
    await desk.syncs()
    with house.engine.begin() as db:
        attachments.add(db, "desk01", digest, 0, len(body), body, house.clock.ms)
        db.execute(sa.insert(t.links).values(record=person, field="paper_photo", target=digest, kind="person", eff=1))
    house.clock.pass_minutes(28 * DAY_MINUTES + 1)
    assert asks(house, tmp_path, person).why == "erased"
    with house.engine.begin() as db:
        assert attachments.add(db, "desk01", digest, 0, len(body), body, house.clock.ms) == len(body), "it is let go of"
        assert db.execute(sa.select(t.attachments)).all() == []
        assert db.execute(sa.select(t.chunks)).all() == []


async def test_the_words_of_forgetting_as_they_are_typed(
    operation: Operation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    house = operation.house
    [person], _ = await goes_elsewhere(operation)
    [stays] = registers_family(operation.desk, 1)
    await operation.all_sync()
    monkeypatch.setenv("HOMEWARD_DATABASE", house.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("HOMEWARD_KEY_FILE", str(key_file_in(tmp_path)))
    assert main(["erase", stays, "--reason", "by letter"]) == 1
    assert "still going on" in capsys.readouterr().err
    with house.engine.connect() as db:
        salts = [bytes(salt) for salt in db.execute(sa.select(keys.c.salt).where(keys.c.name == person)).scalars()]
    assert main(["retention"]) == 0
    assert "person       kept 1095 days, on request 28; 1 due" in capsys.readouterr().out
    assert main(["erase", person, "--reason", "by letter, 3 May"]) == 0
    assert "Erased: 3 records" in capsys.readouterr().out
    assert main(["erase", person, "--reason", "again"]) == 1
    assert "erased before" in capsys.readouterr().err
    assert main(["retention"]) == 0
    assert "person       1 erased (asked), ended as external_done" in capsys.readouterr().out
    with reading(house.engine) as db:
        said = {(one.door, one.why) for record in (person, stays) for one in reads.of_record(db, record)}
    assert said == {
        ("erasure", "erased: by letter, 3 May"),
        ("erasure", "open: by letter"),
        ("erasure", "unknown: again"),
    }
    house.close()
    assert [salt for salt in salts if salt in lies(tmp_path)] == []
