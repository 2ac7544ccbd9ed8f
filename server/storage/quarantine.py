"""Ops that were set aside and that nobody has released yet."""

import sqlalchemy as sa

from server.storage.tables import ops, releases

_released = sa.exists().where(releases.c.inc == ops.c.inc, releases.c.seq == ops.c.seq)
WAITING = sa.and_(ops.c.verdict == "quarantined", ~_released)
"""The condition on `ops`."""


def within(places: tuple[str, ...] | None) -> sa.ColumnElement[bool]:
    """Those made at these places; None = anywhere."""
    return WAITING if places is None else sa.and_(WAITING, ops.c.place.in_(places))


def count(db: sa.Connection, places: tuple[str, ...] | None = None) -> int:
    return db.execute(sa.select(sa.func.count()).select_from(ops).where(within(places))).scalar_one()
