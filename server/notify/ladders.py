"""The ladders in force: what people have put in the place of the programme's steps, minutes, ends and texts."""

from collections.abc import Collection

import msgspec
import sqlalchemy as sa

from server.storage import tables as t
from server.storage.body import unseal, unseal_all
from sync.ladder import climbing, words_of
from sync.match import Look
from sync.programme import Programme
from sync.record import Record
from sync.world import own_words


class Draft(msgspec.Struct, frozen=True):
    """A ladder that may still be put in force or set aside. `holds`: notices made now climb it. `since` (ms). `label`:
    the key of the words that say which notice it is about."""

    record: str
    holds: bool
    since: int
    label: str


def in_force(db: sa.Connection, programme: Programme) -> Programme:
    """The programme with the newest ladder in force of each notice; as it is when there is none."""
    rules = programme.ladder
    if rules is None:
        return programme
    stands = (t.records.c.kind == rules.of, t.records.c.state.in_(rules.in_))
    newest = sa.select(t.records.c.body).where(*stands).order_by(t.records.c.since.desc(), t.records.c.id.desc())
    said: dict[str, Look] = {}
    for record in unseal_all(db, db.execute(newest).scalars(), Record):
        look = own_words(record, programme)
        said.setdefault(words_of(rules, look), look)
    for look in said.values():
        programme = climbing(programme, look)
    return programme


def tried(db: sa.Connection, programme: Programme, record: str) -> tuple[Programme, str] | None:
    """The programme as if this ladder were in force, and the words of the notice it is about; None where there is no
    such ladder."""
    rules = programme.ladder
    if rules is None:
        return None
    wanted = sa.select(t.records.c.body).where(t.records.c.id == record, t.records.c.kind == rules.of)
    body = db.execute(wanted).scalar()
    if body is None:
        return None
    look = own_words(unseal(db, body, Record), programme)
    return climbing(in_force(db, programme), look), words_of(rules, look)


def seen_by(db: sa.Connection, programme: Programme, scopes: Collection[str]) -> list[Draft]:
    """The ladders at these places, newest first, without those that have ended."""
    rules = programme.ladder
    if rules is None:
        return []
    seen = sa.select(t.members.c.record).where(t.members.c.scope.in_(scopes), t.members.c.present)
    open_ = (t.records.c.kind == rules.of, t.records.c.state.not_in(programme.journeys[rules.of].final))
    columns = (t.records.c.id, t.records.c.state, t.records.c.since, t.records.c.body)
    wanted = sa.select(*columns).where(*open_, t.records.c.id.in_(seen))
    field = programme.kinds[rules.of][rules.which]
    drafts: list[Draft] = []
    held: set[str] = set()
    for row in db.execute(wanted.order_by(t.records.c.since.desc(), t.records.c.id.desc())):
        words = words_of(rules, own_words(unseal(db, row.body, Record), programme))
        holds = row.state in rules.in_ and words not in held
        held |= {words} if holds else set()
        option = next(one for one, call in rules.calls.items() if call == words)
        drafts.append(Draft(row.id, holds, row.since, f"{field.label}.{option}"))
    return drafts
