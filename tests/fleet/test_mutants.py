"""Each bug put back on purpose is caught, by the seed that found it first. Otherwise the fleet would prove nothing."""

from pathlib import Path

import pytest

from tests.fleet.mutants import FOUND_BY, MUTANTS, SPECIAL, put_back
from tests.fleet.plan import plan
from tests.fleet.shrink import ending


@pytest.mark.parametrize("name", MUTANTS)
def test_the_bug_is_caught(name: str, tmp_path: Path) -> None:
    """A rule that does not hold, or a house that cannot go on."""
    with put_back(name):
        assert ending(plan(FOUND_BY[name], special=SPECIAL.get(name)), tmp_path)
