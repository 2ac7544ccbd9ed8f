"""kill -9 at any moment while the push service misbehaves: nothing is lost, nothing is sent after an answer."""

import time
from pathlib import Path

from tests.actors.couriers import Storm
from tests.actors.push_service import PushService
from tests.server.stores import ON_BOTH

KILLS = 6


@ON_BOTH
async def test_a_short_storm_loses_no_notice(database: str, tmp_path: Path) -> None:
    """Two processes at a time where a database may have two."""
    processes = 2 if database.startswith("postgresql") else 1
    service = await PushService(lambda: time.time_ns() // 1_000_000).open()
    storm = Storm(tmp_path, service, 6, database, processes)
    ending = await storm.rages(KILLS)
    storm.close()
    await service.close()
    print(ending)
    assert ending.violations == []
    assert service.complaints == []
    assert ending.notices >= KILLS
    assert ending.messages > 0
