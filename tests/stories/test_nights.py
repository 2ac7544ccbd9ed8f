"""Night after night: a copy is made, once a month one is put back to see that it could, and the wall says when not."""

from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from server import night, programme
from server.__main__ import nights
from server.app import House, open_house
from server.boards.cares import Care, read_cares
from server.settings import Settings
from server.storage import upkeep
from server.storage.engine import reading
from server.storage.upkeep import COPY, PROOF, PURGE
from tests.actors.house import Hand
from tests.server.stores import ON_BOTH
from tests.tools.needs import POSTGRES, require

NOON = 1_584_763_200_000
"""Of 21 March 2020 in Shanghai."""
NIGHT_MINUTES = 15 * 60 + 10
DAY_MINUTES = 24 * 60


@pytest.fixture
def house(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("PATH", str(require(POSTGRES).resolve().parent), prepend=":")
    clock = Hand()
    clock.ms = NOON
    settings = Settings(
        database=database,
        key_file=str(tmp_path / "keys" / "house.key"),
        site=str(tmp_path),
        copies=str(tmp_path / "copies"),
    )
    return open_house(settings, clock, programme.read(programme.seed("changning")))


def passes(house: House, minutes: float) -> None:
    assert isinstance(house.clock, Hand)
    house.clock.pass_minutes(minutes)
    night.look(house)


def made(house: House) -> list[str]:
    return [path.stem for path in night.copies(Path(house.settings.copies))]


def cares(house: House) -> dict[str, tuple[int | None, bool]]:
    with reading(house.engine) as db:
        return {care.task: (care.well_at, care.late) for care in read_cares(db, house.clock.now_ms())}


@ON_BOTH
def test_each_night_makes_a_copy_and_the_first_of_the_month_is_put_back_too(house: House) -> None:
    night.look(house)
    assert (made(house), cares(house)) == ([], {}), "by day nothing is due"
    passes(house, NIGHT_MINUTES)
    first = house.clock.now_ms()
    assert made(house) == ["homeward-20200321T191000"]
    assert cares(house) == {COPY: (first, False), PROOF: (first, False), PURGE: (first, False)}
    passes(house, 20)
    assert len(made(house)) == 1
    passes(house, DAY_MINUTES - 20)
    assert len(made(house)) == 2
    now = house.clock.now_ms()
    assert cares(house) == {COPY: (now, False), PROOF: (first, False), PURGE: (now, False)}
    house.close()


def test_old_copies_go_and_the_proof_comes_again_after_a_month(house: House) -> None:
    passes(house, NIGHT_MINUTES)
    for _ in range(30):
        passes(house, DAY_MINUTES)
    assert len(made(house)) == night.COPIES_KEPT
    assert made(house)[0] == "homeward-20200420T191000"
    assert cares(house)[PROOF] == (house.clock.now_ms(), False)
    house.close()


def test_a_night_that_was_missed_is_made_up_for_by_day(house: House) -> None:
    passes(house, NIGHT_MINUTES)
    passes(house, 29 * 60)
    assert len(made(house)) == 1
    assert not cares(house)[COPY][1]
    passes(house, 61)
    assert len(made(house)) == 2
    house.close()


def test_what_fails_is_said_and_tried_again_within_the_hour(house: House, tmp_path: Path) -> None:
    (tmp_path / "copies").write_text("a file where the folder should be")
    passes(house, NIGHT_MINUTES)
    night_ms = house.clock.now_ms()
    assert cares(house) == {COPY: (None, True), PROOF: (None, True), PURGE: (night_ms, False)}
    (tmp_path / "copies").unlink()
    passes(house, 30)
    assert cares(house)[COPY] == (None, True)
    passes(house, 31)
    now = house.clock.now_ms()
    assert cares(house) == {COPY: (now, False), PROOF: (now, False), PURGE: (night_ms, False)}
    house.close()


def test_a_copy_that_could_not_be_put_back_is_not_told_as_good(house: House) -> None:
    passes(house, NIGHT_MINUTES)
    with house.engine.begin() as db:
        upkeep.note(db, PROOF, NOON - 40 * DAY_MINUTES * 60_000, "")
    night.copies(Path(house.settings.copies))[0].write_bytes(b"not any more")
    passes(house, 10)
    with reading(house.engine) as db:
        [fault] = db.execute(sa.select(upkeep.upkeep.c.fault).where(upkeep.upkeep.c.task == PROOF)).scalars()
    assert "no database" in fault
    assert cares(house)[PROOF][1]
    house.close()


def test_nights_without_a_copy_are_late(house: House) -> None:
    with house.engine.begin() as db:
        upkeep.note(db, COPY, NOON, "")
    with reading(house.engine) as db:
        soon, late = (read_cares(db, NOON + hours * 3_600_000) for hours in (30, 31))
    assert (soon, late) == ([Care(COPY, NOON, False)], [Care(COPY, NOON, True)])
    house.close()


def test_a_house_that_practises_keeps_nothing(house: House) -> None:
    assert nights(msgspec.structs.replace(house.settings, practice=True)) is None
    assert nights(house.settings) is night.keeps
    house.close()
