"""When the time to answer is over, where people have edited that: frozen with the notice, whatever is edited later."""

from collections.abc import Collection

import msgspec
import sqlalchemy as sa

from server.storage import tables as t
from server.storage.rows import chunks
from sync.escalation import Plan


def has_passed(now: int) -> sa.ColumnElement[bool]:
    """Of a record: a notice about it stands, and its time to answer is over."""
    return t.records.c.id.in_(sa.select(t.notices.c.record).where(t.OPEN, t.notices.c.answer_by <= now))


def edited(db: sa.Connection, records: Collection[str]) -> dict[str, int]:
    """Record -> when its time to answer is over (ms), of those that have a standing notice which says so itself."""
    return {
        row.record: ends_at
        for some in chunks(sorted(records))
        for row in db.execute(sa.select(t.notices).where(t.OPEN, t.notices.c.record.in_(some)))
        if (ends_at := msgspec.json.decode(row.clocks, type=Plan).ends_at)
    }
