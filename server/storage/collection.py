"""What only a phone that was away for long would ask: after a while it is let go, and such a phone starts over."""

from bisect import bisect_left

import sqlalchemy as sa

from server.storage import tables as t
from server.storage.erased import erased

POSITIONS_MAX = 20_000
"""Let go in one transaction: others wait for it."""

_RECEIVED = sa.select(sa.func.coalesce(t.ops.c.received_at, erased.c.at)).select_from(
    t.feed.outerjoin(t.ops, (t.ops.c.inc == t.feed.c.inc) & (t.ops.c.seq == t.feed.c.seq)).outerjoin(
        erased, erased.c.n == t.feed.c.n
    )
)


def collect(db: sa.Connection, before_ms: int) -> int:
    """Let go of what changed before a time (ms): which fields, and where a record no longer is. Records, log and
    memberships that stand are kept. Returns the position up to which the feed tells no changes any more."""
    head, floor = db.execute(sa.select(t.head.c.n, t.head.c.floor)).one()
    positions = range(floor + 1, min(head, floor + POSITIONS_MAX) + 1)
    reached = int(floor) + bisect_left(positions, before_ms, key=lambda n: _received_at(db, n))
    if reached > floor:
        db.execute(sa.delete(t.touches).where(t.touches.c.n <= reached))
        db.execute(sa.delete(t.members).where(~t.members.c.present, t.members.c.n <= reached))
        db.execute(sa.update(t.head).values(floor=reached))
    return reached


def _received_at(db: sa.Connection, n: int) -> int:
    return int(db.execute(_RECEIVED.where(t.feed.c.n == n)).scalar_one())
