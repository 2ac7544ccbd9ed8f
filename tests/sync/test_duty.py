"""Whose time is up: every example of the clocks that run for a record."""

from typing import Any  # examples are JSON of many shapes

import msgspec
import pytest

from sync.duty import Due, due
from sync.exchange import Journey
from sync.programme import Timer
from tests.sync.vectors import named

VECTORS = named("duty")


@pytest.mark.parametrize("name", VECTORS)
def test_clocks_run_as_the_example_says(name: str) -> None:
    vector: dict[str, Any] = VECTORS[name]
    timers = msgspec.convert(vector["timers"], list[Timer])
    journey = msgspec.convert(vector["journey"], Journey | None)
    expected = msgspec.convert(vector["due"], list[Due])
    assert due(vector["kind"], journey, vector["words"].get, timers) == expected, vector["rule"]
