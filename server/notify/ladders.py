"""The ladder in force: what people have put in the place of the programme's steps, minutes and texts."""

from collections.abc import Collection

import msgspec
import sqlalchemy as sa

from server.storage import tables as t
from server.storage.body import unseal
from sync.ladder import climbing
from sync.programme import Programme
from sync.record import Record
from sync.world import own_words


class Draft(msgspec.Struct, frozen=True):
    """A ladder that may still be put in force or set aside. `holds`: requests made now climb it. `since` (ms)."""

    record: str
    holds: bool
    since: int


def in_force(db: sa.Connection, programme: Programme) -> Programme:
    """The programme with the newest ladder in force; as it is when there is none."""
    rules = programme.ladder
    if rules is None:
        return programme
    stands = (t.records.c.kind == rules.of, t.records.c.state.in_(rules.in_))
    newest = sa.select(t.records.c.body).where(*stands).order_by(t.records.c.since.desc(), t.records.c.id.desc())
    body = db.execute(newest.limit(1)).scalar()
    return programme if body is None else climbing(programme, own_words(unseal(body, Record), programme))


def tried(db: sa.Connection, programme: Programme, record: str) -> Programme | None:
    """The programme as if this ladder were in force; None where there is no such ladder."""
    if programme.ladder is None:
        return None
    wanted = sa.select(t.records.c.body).where(t.records.c.id == record, t.records.c.kind == programme.ladder.of)
    body = db.execute(wanted).scalar()
    return None if body is None else climbing(programme, own_words(unseal(body, Record), programme))


def seen_by(db: sa.Connection, programme: Programme, scopes: Collection[str]) -> list[Draft]:
    """The ladders at these places, newest first, without those that have ended."""
    rules = programme.ladder
    if rules is None:
        return []
    seen = sa.select(t.members.c.record).where(t.members.c.scope.in_(scopes), t.members.c.present)
    open_ = (t.records.c.kind == rules.of, t.records.c.state.not_in(programme.journeys[rules.of].final))
    columns = (t.records.c.id, t.records.c.state, t.records.c.since)
    wanted = sa.select(*columns).where(*open_, t.records.c.id.in_(seen))
    rows = list(db.execute(wanted.order_by(t.records.c.since.desc(), t.records.c.id.desc())))
    newest = next((row.id for row in rows if row.state in rules.in_), None)
    return [Draft(row.id, row.id == newest, row.since) for row in rows]
