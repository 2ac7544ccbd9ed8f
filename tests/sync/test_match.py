"""Match tables: every example of the one condition language."""

from typing import Any  # examples are JSON of many shapes

import pytest

from sync.match import matches
from tests.sync.vectors import named

VECTORS = named("match")


@pytest.mark.parametrize("name", VECTORS)
def test_a_table_holds_as_the_example_says(name: str) -> None:
    vector: dict[str, Any] = VECTORS[name]
    for case in vector["cases"]:
        assert matches(case["match"], vector["words"].get) is case["holds"], (vector["rule"], case["match"])
