"""The copy of noon is put back with one command: phones bring what it lacks, and a bad copy changes nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from server import backup, restore
from server.key_copy import open_key_copy
from server.settings import Unusable
from server.storage import tables as t
from server.storage.engine import is_shared, open_engine
from tests.actors.house import House, key_file_in
from tests.actors.post import shadows_agree
from tests.server.stores import ON_BOTH
from tests.stories.conftest import Operation
from tests.stories.test_a_restore import speak, stamped
from tests.stories.test_one_station import shown
from tests.stories.test_the_two_ways import registers_family
from tests.tools.needs import POSTGRES, require

pytestmark = ON_BOTH


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump and pg_restore come with the PostgreSQL that tests run."""
    monkeypatch.setenv("PATH", str(require(POSTGRES).resolve().parent), prepend=":")


def address(house: House) -> str:
    return house.engine.url.render_as_string(hide_password=False)


def puts_back(house: House, copy: Path, folder: Path) -> str:
    """As the operator does: the house is closed meanwhile."""
    house.close()
    try:
        return restore.put_back(address(house), copy, house.programme, house.clock.ms, key_file_in(folder))[1]
    finally:
        house.opens()


def copied(house: House, folder: Path, name: str) -> Path:
    return backup.copy(house.engine, folder / "copies" / name, open_key_copy(key_file_in(folder))).path


def ops(engine: sa.Engine) -> int:
    with engine.connect() as db:
        return int(db.execute(sa.select(sa.func.count()).select_from(t.ops)).scalar_one())


def left_behind(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if "replaced" in path.name)


@pytest.fixture
def databases(operation: Operation) -> Iterator[set[str]]:
    """Databases of the server that were made meanwhile; none is left behind."""
    made: set[str] = set()
    yield made
    if is_shared(operation.house.engine):
        with operation.house.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            for name in made:
                db.exec_driver_sql(f'DROP DATABASE "{name}"')
            known = db.exec_driver_sql("SELECT datname FROM pg_database WHERE datname ~ 'proof|replaced'")
            assert known.all() == []


async def test_phones_bring_what_the_copy_of_noon_lacks_and_what_was_there_is_kept(
    operation: Operation, databases: set[str], tmp_path: Path
) -> None:
    house, desk, two, duty = operation.house, operation.desk, operation.desk_two, operation.duty
    registers_family(desk, 2)
    await operation.all_sync()
    noon = copied(house, tmp_path, "noon")
    house.clock.pass_minutes(30)
    registers_family(desk, 3)
    [alone] = registers_family(two, 1)
    two.fills("seen_here", alone, seen_note="gate 5")
    await operation.all_sync()
    before, stamps, held = shown(duty), stamped(desk, two), ops(house.engine)

    kept = puts_back(house, noon, tmp_path)
    databases.add(kept)

    assert ops(house.engine) < held
    await speak(desk, two, duty)
    assert stamped(desk, two) == stamps
    assert ops(house.engine) == held
    assert shown(duty).keys() == before.keys()
    assert shadows_agree(house)
    where = house.engine.url.set(database=kept) if is_shared(house.engine) else f"sqlite:///{kept}"
    replaced = open_engine(where if isinstance(where, str) else where.render_as_string(hide_password=False))
    assert ops(replaced) == held
    replaced.dispose()


async def test_nothing_is_put_back_under_a_house_that_runs(operation: Operation, tmp_path: Path) -> None:
    house, desk = operation.house, operation.desk
    registers_family(desk, 1)
    await desk.syncs()
    copy = copied(house, tmp_path, "noon")
    registers_family(desk, 1)
    await desk.syncs()
    with pytest.raises(Unusable, match="stop the house first"):
        restore.put_back(address(house), copy, house.programme, house.clock.ms, key_file_in(tmp_path))
    assert ops(house.engine) == len(desk.phone.memory.journal.ops)
    assert left_behind(tmp_path) == []


async def test_what_is_no_copy_changes_nothing(operation: Operation, tmp_path: Path) -> None:
    house, desk = operation.house, operation.desk
    registers_family(desk, 1)
    await desk.syncs()
    torn, letter = tmp_path / "torn", tmp_path / "letter"
    torn.write_bytes(copied(house, tmp_path, "noon").read_bytes()[:5000])
    letter.write_text("Dear house,")
    for bad in (torn, letter, tmp_path / "nowhere"):
        with pytest.raises(Unusable):
            puts_back(house, bad, tmp_path)
        assert ops(house.engine) == len(desk.phone.memory.journal.ops)


async def test_a_copy_that_is_not_what_its_log_says_is_named(operation: Operation, tmp_path: Path) -> None:
    house, desk = operation.house, operation.desk
    [person] = registers_family(desk, 1)
    await desk.syncs()
    sound = restore.prove(address(house), copied(house, tmp_path, "one"), house.programme, key_file_in(tmp_path))
    assert (sound.differing, sound.newest_at) == ([], house.clock.ms)
    assert sound.ops == ops(house.engine)
    with house.engine.begin() as db:
        db.execute(sa.delete(t.records).where(t.records.c.id == person))
    flawed = restore.prove(address(house), copied(house, tmp_path, "two"), house.programme, key_file_in(tmp_path))
    assert flawed.differing == [person]
    assert ops(house.engine) == sound.ops
