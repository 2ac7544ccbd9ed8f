"""How late a notice is passed on, with thousands open: from the moment a stage is due to its line on the disk."""

import asyncio
from pathlib import Path

import msgspec
import sqlalchemy as sa

from server.clock import Clock, SystemClock
from server.notify import notices
from server.notify.clocks import Clocks
from server.storage import tables as t
from server.storage.engine import migrate, open_engine, reading
from server.storage.rows import Row, insert
from server.writer import Writer
from sync.escalation import Plan, Stage
from sync.programme import Programme

OPEN = 10_000
DUE, DUE_SECONDS = 2_000, 10
"""So many of them fall due in so many seconds: 200 a second."""
LOOK_SECONDS = 0.05
HOUR_MS = 3_600_000


async def lateness_ms(folder: Path, programme: Programme, url: str = "") -> dict[str, float]:
    """p50, p99 and the worst, in ms, with OPEN notices of which DUE are passed on within DUE_SECONDS."""
    engine = open_engine(url or f"sqlite:///{folder}/house.db")
    migrate(engine)
    writer = Writer(engine, queue_max=1000)
    clock = SystemClock()
    clocks = Clocks(engine, writer, clock, programme)
    start = clock.now_ms() + 1_000
    rows = [_open(n, start + n * DUE_SECONDS * 1000 // DUE + (n >= DUE) * HOUR_MS) for n in range(OPEN)]
    with engine.begin() as db:
        insert(db, t.notices, rows)
    running = asyncio.create_task(clocks.run(lambda: None))
    late = await _watched(engine, clock, {row["id"]: row["next_at"] for row in rows[:DUE]})
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    writer.close()
    engine.dispose()
    return {"p50": late[len(late) // 2], "p99": late[len(late) * 99 // 100], "worst": late[-1]}


async def _watched(engine: sa.Engine, clock: Clock, due: dict[str, int]) -> list[float]:
    """When each line was first seen on the disk, less when it was due; looked at each LOOK_SECONDS."""
    late: list[float] = []
    last = 0
    while len(late) < len(due):
        await asyncio.sleep(LOOK_SECONDS)
        fresh = await asyncio.to_thread(_since, engine, last)
        now = clock.now_ms()
        late += [now - due[notice] for _, notice in fresh]
        last = fresh[-1][0] if fresh else last
        assert now < max(due.values()) + 60_000, f"{len(due) - len(late)} of {len(due)} notices were not passed on"
    return sorted(late)


def _since(engine: sa.Engine, last: int) -> list[tuple[int, str]]:
    told = sa.select(t.timeline.c.id, t.timeline.c.notice).where(t.timeline.c.what == notices.ESCALATED)
    with reading(engine) as db:
        return [
            (row.id, row.notice) for row in db.execute(told.where(t.timeline.c.id > last).order_by(t.timeline.c.id))
        ]


def _open(number: int, due_at: int) -> Row:
    """A notice nobody has, with one stage due now and one that is not."""
    heard = (Stage(due_at, "next_contact", "street:1", rank=1), Stage(due_at + HOUR_MS, "place", "district:1"))
    return {
        "id": f"n{number}",
        "kind": "k",
        "record": f"r{number}",
        "office": "street:1",
        "words": "w",
        "size": 1,
        "states": "[]",
        "made_at": due_at,
        "answer_by": due_at + HOUR_MS,
        "clocks": msgspec.json.encode(Plan(heard)).decode(),
        "next_at": due_at,
    }
