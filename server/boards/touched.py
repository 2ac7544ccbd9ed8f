"""Whom a device or one of the staff has seen or acted on, and who has seen one record: from the book and the log."""

from collections.abc import Iterable
from itertools import chain

import msgspec
import sqlalchemy as sa

from server.storage import reads
from server.storage import tables as t
from server.storage.engine import reading
from server.storage.entry import opened
from server.storage.reads import Reading
from server.storage.rows import chunks
from sync.op import Op


class Touched(msgspec.Struct):
    """One record: shown or acted on between `first` and `last` (ms), through which doors and by which forms."""

    record: str
    kind: str
    first: int
    last: int
    doors: list[str]
    acts: list[str]


class Seen(msgspec.Struct, frozen=True):
    """Somebody was shown a record: when, who, on which device, where, through which door and what for."""

    at: int
    inc: str
    who: str
    place: str
    door: str
    why: str


def of(engine: sa.Engine, inc: str = "", person: str = "") -> list[Touched]:
    """What this device, or this person on any device, has seen or acted on; the newest first."""
    with reading(engine) as db:
        shown = reads.of_device(db, inc) if inc else reads.of_person(db, person)
        mine = t.ops.c.inc == inc if inc else t.ops.c.by == person
        found: dict[str, Touched] = {}
        for at, record, door, form in chain(_shown(shown), _acts(db, mine)):
            one = found.setdefault(record, Touched(record, "", at, at, [], []))
            one.first, one.last = min(one.first, at), max(one.last, at)
            one.doors += [door] if door and door not in one.doors else []
            one.acts += [form] if form and form not in one.acts else []
        for some in chunks(sorted(found)):
            for row in db.execute(sa.select(t.records.c.id, t.records.c.kind).where(t.records.c.id.in_(some))):
                found[row.id].kind = row.kind
    return sorted(found.values(), key=lambda one: (-one.last, one.record))


def readers(engine: sa.Engine, record: str) -> list[Seen]:
    """Whom a record was shown to, in order."""
    with reading(engine) as db:
        return seen_by(db, record)


def seen_by(db: sa.Connection, record: str) -> list[Seen]:
    """The same, from one snapshot."""
    names = {row.id: row.who for row in db.execute(sa.select(t.actors.c.id, t.actors.c.who))}
    return [
        Seen(one.at, one.inc, names.get(one.person, ""), one.place, one.door, one.why)
        for one in reads.of_record(db, record)
    ]


def _shown(lines: Iterable[Reading]) -> Iterable[tuple[int, str, str, str]]:
    return ((line.at, record, line.door, "") for line in lines for record in line.records)


def _acts(db: sa.Connection, which: sa.ColumnElement[bool]) -> Iterable[tuple[int, str, str, str]]:
    """What stands in the log; an act nobody can read names nobody."""
    rows = db.execute(sa.select(t.ops.c.eff, t.ops.c.body).where(which)).all()
    for row, raw in zip(rows, opened(db, [row.body for row in rows]), strict=True):
        try:
            op = msgspec.json.decode(raw, type=Op)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue
        yield from ((row.eff, part.record, "", op.form) for part in op.parts)
