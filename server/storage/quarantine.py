"""Ops that were set aside and that nobody has released yet."""

import sqlalchemy as sa

from server.storage.tables import ops, releases

_released = sa.exists().where(releases.c.inc == ops.c.inc, releases.c.seq == ops.c.seq)
WAITING = sa.and_(ops.c.verdict == "quarantined", ~_released)
"""The condition on `ops`."""


def count(db: sa.Connection) -> int:
    return db.execute(sa.select(sa.func.count()).select_from(ops).where(WAITING)).scalar_one()
