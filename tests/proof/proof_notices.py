"""kill -9 of the courier at 200 random moments with faults: 0 lost, 0 told in two ways, 0 taken up after an answer."""

import time
from pathlib import Path

from tests.actors.couriers import Storm
from tests.actors.push_service import PushService

KILLS = 200


async def test_no_notice_is_lost_in_two_hundred_kills(tmp_path: Path) -> None:
    service = await PushService(lambda: time.time_ns() // 1_000_000).open()
    storm = Storm(tmp_path, service, seed=200)
    ending = await storm.rages(KILLS)
    storm.close()
    await service.close()
    print(
        f"\n  {ending.kills} kills, {ending.notices:,} notices to 3 phones, {ending.answered:,} answered meanwhile: "
        f"{len(ending.lost)} lost, {ending.twice} messages sent twice under one tag, "
        f"{len(ending.after_an_answer)} taken up after an answer",
        flush=True,
    )
    assert ending.violations == []
    assert service.complaints == []
