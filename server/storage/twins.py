"""Ops that are another over again, under a second name."""

import sqlalchemy as sa

from server.storage.tables import twins
from sync.stamp import Dot

NO_ACT = ""
"""What stands for the act in the row of such an op."""


def repeats(db: sa.Connection) -> dict[Dot, Dot]:
    """Every such op, and the one it is."""
    rows = db.execute(sa.select(twins).where(twins.c.act == NO_ACT))
    return {Dot(row.inc, row.seq): Dot(row.as_inc, row.as_seq) for row in rows}
