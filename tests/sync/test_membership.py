"""Who has a record on their phone: every example."""

from typing import Any  # examples are JSON of many shapes

import msgspec
import pytest

from sync.exchange import Journey
from sync.membership import scopes
from sync.programme import Feed
from tests.sync.vectors import named

VECTORS = named("membership")


@pytest.mark.parametrize("name", VECTORS)
def test_a_record_is_where_the_example_says(name: str) -> None:
    vector: dict[str, Any] = VECTORS[name]
    feeds = msgspec.convert(vector["feeds"], list[Feed])
    journey = msgspec.convert(vector["journey"], Journey | None)
    assert scopes(vector["kind"], journey, vector["words"].get, feeds) == tuple(vector["scopes"]), vector["rule"]
