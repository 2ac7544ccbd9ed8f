"""Who belongs to a roll: those a list names, those who say that they came with it, and those it could mean."""

from collections.abc import Iterable

import sqlalchemy as sa

from server.storage import tables as t
from server.storage.body import unseal_all
from server.storage.rows import chunks
from sync import canon
from sync.op import Value
from sync.programme import Programme
from sync.record import Record
from sync.roll_rules import Roll
from sync.world import made_at, value_of

HOUR_MS = 3_600_000
KNOWN_HOURS = 72
"""How long after their last move somebody can still be the one a list means."""
BEFORE_HOURS = 48
"""How long before the record itself somebody who came with it can have been entered."""


def records(db: sa.Connection, ids: Iterable[str]) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for some in chunks(sorted(set(ids))):
        found.update(_records(db, t.records.c.id.in_(some)))
    return found


def listed(db: sa.Connection, roll: Roll, kind: str, whole: str) -> dict[str, Record]:
    """Those whom a list of the record names."""
    links = t.links.c
    where = (links.target == whole, links.kind == kind, links.field == roll.link)
    return records(db, db.execute(sa.select(links.record).where(*where)).scalars())


def moved_since(db: sa.Connection, kind: str, since: int) -> dict[str, Record]:
    """All of a kind that have moved since then (ms)."""
    where = (t.records.c.kind == kind, t.records.c.since >= since)
    return _records(db, *where)


def came_with(db: sa.Connection, programme: Programme, roll: Roll, kind: str, whole: Record) -> dict[str, Record]:
    """Those who say the same as the record, listed or not."""
    said = {name: value_of(whole, name, programme) for name in roll.same}
    if not all(said.values()):
        return {}
    recent = moved_since(db, kind, made_at(whole).eff - BEFORE_HOURS * HOUR_MS)
    return {one.id: one for one in recent.values() if _says(one, said, programme)}


def _says(record: Record, said: dict[str, Value], programme: Programme) -> bool:
    fields = programme.kinds[record.kind]
    return all(
        canon.equal(value_of(record, name, programme), value, fields[name].policy.normal)
        for name, value in said.items()
    )


def in_states(db: sa.Connection, kind: str, states: Iterable[str]) -> dict[str, Record]:
    where = (t.records.c.kind == kind, t.records.c.state.in_(sorted(states)))
    return _records(db, *where)


def _records(db: sa.Connection, *where: sa.ColumnElement[bool]) -> dict[str, Record]:
    bodies = db.execute(sa.select(t.records.c.body).where(*where)).scalars()
    return {record.id: record for record in unseal_all(db, bodies, Record)}
