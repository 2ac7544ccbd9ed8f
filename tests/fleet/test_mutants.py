"""Each bug put back on purpose is caught, by the seed that found it first. Otherwise the fleet would prove nothing."""

from pathlib import Path

import pytest

from tests.fleet.fleet import play
from tests.fleet.mutants import FOUND_BY, MUTANTS, put_back
from tests.fleet.plan import plan


@pytest.mark.parametrize("name", MUTANTS)
def test_the_bug_is_caught(name: str, tmp_path: Path) -> None:
    with put_back(name):
        assert is_caught(FOUND_BY[name], tmp_path)


def is_caught(seed: int, folder: Path) -> bool:
    """A rule that does not hold, or a house that cannot go on."""
    try:
        return play(plan(seed), folder).wrong is not None
    except Exception:
        return True
