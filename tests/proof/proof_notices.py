"""kill -9 of couriers at 200 random moments with faults: 0 lost, 0 told in two ways, 0 taken up after an answer."""

import time
from pathlib import Path

from tests.actors.couriers import Storm
from tests.actors.push_service import PushService
from tests.server.stores import ON_BOTH

KILLS = 200


@ON_BOTH
async def test_no_notice_is_lost_in_two_hundred_kills(database: str, tmp_path: Path) -> None:
    processes = 2 if database.startswith("postgresql") else 1
    service = await PushService(lambda: time.time_ns() // 1_000_000).open()
    storm = Storm(tmp_path, service, 200, database, processes)
    ending = await storm.rages(KILLS)
    storm.close()
    await service.close()
    print(
        f"\n  {database.partition(':')[0]}, {processes} at a time: {ending.kills} kills, {ending.notices:,} notices "
        f"to 3 phones, {ending.answered:,} answered meanwhile: {len(ending.lost)} lost, {ending.twice} messages sent "
        f"twice under one tag, {len(ending.after_an_answer)} taken up after an answer",
        flush=True,
    )
    assert ending.violations == []
    assert service.complaints == []
