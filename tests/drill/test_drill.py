"""A hundred and fifty people, forty phones, real HTTP: nobody is lost between the cabin door and where they belong,
and the wall names whom nobody told it of."""

from pathlib import Path

import msgspec
import pytest

from server.__main__ import main
from server.drill import command
from server.drill.report import Report
from server.settings import Settings, Unusable


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("drill")
    return command.drill(msgspec.structs.replace(Settings(), site=str(folder)), "XS", seed=1, url="", speed=600)


@pytest.mark.accepts("M39")
def test_everybody_is_accounted_for(found: Report) -> None:
    assert (found.accounted, found.lost, found.astray) == (150, [], [])


def test_nothing_is_doubled_and_nothing_is_gone(found: Report) -> None:
    assert (found.doubled, found.gone, found.unsent, found.strangers) == ([], [], 0, 0)
    assert found.counts["answers lost"] > 10
    assert found.counts["offline spells"] > 10


def test_two_desks_that_disagree_are_shown_once_and_two_registrations_are_a_pair(found: Report) -> None:
    assert found.contests >= 1
    assert found.contests_shown_once == found.contests
    assert found.pairs_planned >= 4
    assert found.pairs == found.pairs_planned


def test_the_rows_of_the_journeys_are_played(found: Report) -> None:
    """All but what chance leaves out of so small a wave: which of two desks was first, which bus was sent on."""
    assert found.rows > 60
    assert len(found.unplayed) <= 2, found.unplayed


def test_the_wall_names_every_planted_loss_in_time_and_nobody_else(found: Report) -> None:
    assert len(found.kinds) == 10, found.kinds
    assert found.planted >= 12
    assert (found.unnamed, found.false_alarms) == ([], [])
    assert found.is_sound
    assert not any("no losses planted" in line for line in found.lines())


def test_a_wave_is_written_down(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "--size", "tiny", "--seed", "3", "--out", str(tmp_path)]) == 0
    truth, messy = map(Path, capsys.readouterr().out.split())
    assert len(messy.read_text("utf-8").splitlines()) >= 40
    assert len(truth.read_text("utf-8").splitlines()) > 40


def test_a_house_that_does_not_practise_gets_no_invented_people(tmp_path: Path) -> None:
    settings = msgspec.structs.replace(
        Settings(), database=f"sqlite:///{tmp_path}/none.db", key_file=str(tmp_path / "k")
    )
    with pytest.raises(Unusable, match="HOMEWARD_PRACTICE"):
        command.drill(settings, "tiny", seed=1, url="http://127.0.0.1:1", speed=600)
    assert list(tmp_path.iterdir()) == []
