"""What became of a notice after it left: a device says that it has it, that it was tapped, that somebody has it."""

from typing import Literal

import msgspec
import sqlalchemy as sa

from server.notify.outbox import line
from server.storage import tables as t
from server.storage.engine import reading
from server.storage.rows import insert
from sync import escalation
from sync.escalation import Plan, Progress

DELIVERED, OPENED, HEARD = "delivered", "opened", "heard"
What = Literal["delivered", "opened"]


class Holder(msgspec.Struct, frozen=True):
    """Who has a notice since when (ms)."""

    who: str
    at: int


def receive(db: sa.Connection, notice: str, subscription: str, what: What, now: int) -> bool:
    """A device's own word that it shows a notice (`delivered`) or that it was tapped (`opened`). Each counts once."""
    column = t.deliveries.c.delivered_at if what == DELIVERED else t.deliveries.c.tapped_at
    one = (t.deliveries.c.notice == notice, t.deliveries.c.subscription == subscription, column.is_(None))
    if db.execute(sa.update(t.deliveries).where(*one).values({column.name: now})).rowcount != 1:
        return False
    insert(db, t.timeline, [line(notice, subscription, now, what)])
    _delivered(db, notice, now)
    return True


def show(db: sa.Connection, notice: str, who: str, now: int) -> bool:
    """An open app has it on its screen: the other way of being delivered. Only the first is written down."""
    if not _delivered(db, notice, now):
        return False
    insert(db, t.timeline, [line(notice, None, now, DELIVERED, who)])
    return True


def take_up(db: sa.Connection, notice: str, who: str, now: int) -> Holder | None:
    """ "I have it": the first who says so has it, and the ladder stops. None where there is no such notice."""
    row = db.execute(sa.select(t.notices).where(t.notices.c.id == notice).with_for_update()).first()
    if row is None:
        return None
    if row.heard_by is not None:
        return Holder(row.heard_by, row.heard_at)
    progress = Progress(row.heard_stages, row.answer_stages, row.delivered_at is not None, has_it=True)
    next_at = escalation.next_at(msgspec.json.decode(row.clocks, type=Plan), progress) if row.ended is None else None
    heard = {"heard_at": now, "heard_by": who, "next_at": next_at, "delivered_at": row.delivered_at or now}
    db.execute(sa.update(t.notices).where(t.notices.c.id == notice).values(heard))
    insert(db, t.timeline, [line(notice, None, now, HEARD, who)])
    return Holder(who, now)


def places(engine: sa.Engine, notice: str) -> set[str]:
    """The office a notice is for and the places it was passed on to; none where there is no such notice."""
    with reading(engine) as db:
        row = db.execute(sa.select(t.notices).where(t.notices.c.id == notice)).first()
    if row is None:
        return set()
    passed = msgspec.json.decode(row.clocks, type=Plan).heard[: row.heard_stages]
    return {str(row.office), *(stage.place for stage in passed)}


def watching(db: sa.Connection, notice: str) -> set[str]:
    """The scopes of everybody who sees what this notice is about."""
    both = t.members.join(t.notices, t.notices.c.record == t.members.c.record)
    seen = sa.select(t.members.c.scope).select_from(both).where(t.notices.c.id == notice, t.members.c.present)
    return {row.scope for row in db.execute(seen)}


def _delivered(db: sa.Connection, notice: str, now: int) -> bool:
    first = (t.notices.c.id == notice, t.notices.c.delivered_at.is_(None))
    return db.execute(sa.update(t.notices).where(*first).values(delivered_at=now)).rowcount == 1
