"""kill -9 of server processes at random under load, through a bad network, on both databases: 0 lost, 0 doubled."""

from pathlib import Path

import pytest

from tests.actors.storm import storm
from tests.server.stores import ON_BOTH

PHONES, PEOPLE, KILLS = 12, 150, 8


@ON_BOTH
@pytest.mark.parametrize("seed", [1, 2])
async def test_a_long_storm(database: str, tmp_path: Path, seed: int) -> None:
    processes = 2 if database.startswith("postgresql") else 1
    ending = await storm(tmp_path, database, seed, processes, PHONES, PEOPLE, KILLS)
    faults = ", ".join(f"{name} {count}" for name, count in sorted(ending.seen.items()))
    print(f"\n  {database.partition(':')[0]}, seed {seed}: {ending.ops} ops acknowledged; {faults}", flush=True)
    assert ending.violations == []
    assert ending.ops == PHONES * PEOPLE * 2
    assert {"killed", "swallow", "tear", "delay", "unanswered"} <= ending.seen.keys()
