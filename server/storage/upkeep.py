"""What the house does for itself at night: when it tried, when that last went well, and what was wrong."""

from typing import NamedTuple

import sqlalchemy as sa

from server.storage.rows import upsert
from server.storage.tables import tables

upkeep = sa.Table(
    "upkeep",
    tables,
    sa.Column("task", sa.Text, primary_key=True),
    sa.Column("tried_at", sa.BigInteger, nullable=False),
    sa.Column("well_at", sa.BigInteger),
    sa.Column("fault", sa.Text, nullable=False),
)
"""One row a task. `fault`: why the newest try failed, empty when it went well."""


COPY, PROOF, PURGE = "copy", "proof", "purge"
HOURS_BETWEEN = {COPY: 20, PROOF: 30 * 24, PURGE: 20}
"""A task that went well is not due again before."""
HOURS_LATE = {COPY: 30, PROOF: 35 * 24, PURGE: 30}
"""From here on it is missed."""


class Tried(NamedTuple):
    """Times in ms since 1970 UTC; `well_at`: None where it never went well."""

    tried_at: int
    well_at: int | None
    fault: str


def read(db: sa.Connection) -> dict[str, Tried]:
    """By task; one that was never tried is not among them."""
    return {row.task: Tried(row.tried_at, row.well_at, row.fault) for row in db.execute(sa.select(upkeep))}


def note(db: sa.Connection, task: str, at: int, fault: str) -> None:
    """The newest try."""
    before = read(db).get(task)
    well_at = (before.well_at if before else None) if fault else at
    upsert(db, upkeep, [{"task": task, "tried_at": at, "well_at": well_at, "fault": fault}])
