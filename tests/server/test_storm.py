"""A small storm: kill -9 under load through a bad network. `make proof` has the long ones."""

from pathlib import Path

from tests.actors.storm import storm
from tests.server.stores import ON_BOTH


@ON_BOTH
async def test_kills_and_a_bad_network_lose_nothing_and_double_nothing(database: str, tmp_path: Path) -> None:
    several = database.startswith("postgresql")
    ending = await storm(
        tmp_path, database, seed=1, processes=2 if several else 1, phones=3, people=30, kills=2 if several else 1
    )
    assert ending.violations == []
    assert ending.ops == 3 * 30 * 2
    assert {"killed", "swallow", "unanswered", "delay"} <= ending.seen.keys(), ending.seen
