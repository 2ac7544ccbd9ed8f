"""The clocks of several processes on one database: every stage is told once, whoever tells it."""

import asyncio

import msgspec
import sqlalchemy as sa

from server.notify.clocks import Clocks
from server.storage import tables as t
from server.storage.rows import insert
from sync.escalation import Plan, Stage
from tests.actors.house import START, House
from tests.server.stores import ON_BOTH

NOTICES = 300


@ON_BOTH
async def test_two_processes_pass_each_notice_on_once(database: str) -> None:
    house, other = House(database), House(database)
    plan = Plan((Stage(START, "next_contact", "shop:1", rank=1), Stage(START + 60_000, "place", "office:1")))
    row = {"kind": "parcel", "record": "r", "office": "shop:1", "words": "w", "size": 1, "states": "[]"}
    open_ones = {**row, "made_at": START, "next_at": START, "clocks": msgspec.json.encode(plan).decode()}
    with house.engine.begin() as db:
        insert(db, t.notices, [{**open_ones, "id": f"n{number}"} for number in range(NOTICES)])
    both = [Clocks(one.engine, one.writer, one.clock, one.programme) for one in (house, other)]
    await asyncio.gather(*(clocks.tick() for clocks in both))
    with house.engine.connect() as db:
        told = list(db.execute(sa.select(t.timeline.c.notice, t.timeline.c.detail)))
        left = db.execute(sa.select(sa.func.count()).where(t.notices.c.next_at.is_not(None))).scalar()
    # Nobody has a phone here, so the second stage follows the first at once.
    assert sorted(told) == sorted(
        (f"n{number}", detail) for number in range(NOTICES) for detail in ("next_contact shop:1 0", "place office:1 0")
    )
    assert left == 0
    house.close()
    other.close()
