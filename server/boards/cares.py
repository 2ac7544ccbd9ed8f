"""Whether the house looks after itself: how old its newest copy is, and when one was last shown to be good."""

import msgspec
import sqlalchemy as sa

from server.storage import upkeep

HOUR_MS = 3_600_000


class Care(msgspec.Struct, frozen=True):
    """`well_at`: when the task last went well (ms since 1970 UTC); `late`: the newest try failed, or that is too long
    ago."""

    task: str
    well_at: int | None
    late: bool


def read_cares(db: sa.Connection, now: int) -> list[Care]:
    """Nothing where no night has come yet, nor in practice, where there is nothing to keep."""
    return [
        Care(task, tried.well_at, bool(tried.fault) or _is_long_ago(task, tried.well_at, now))
        for task, tried in sorted(upkeep.read(db).items())
    ]


def _is_long_ago(task: str, well_at: int | None, now: int) -> bool:
    return well_at is None or now - well_at > upkeep.HOURS_LATE[task] * HOUR_MS
