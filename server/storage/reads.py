"""The book of readings: who was shown which records, each line chained to the one before by a seal."""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from server.storage.rows import insert
from server.storage.tables import tables

reads = sa.Table(
    "reads",
    tables,
    sa.Column("n", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("inc", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("door", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("records", sa.Text, nullable=False),
    sa.Column("mac", sa.LargeBinary, nullable=False),
)
"""One line an answer. `door`: what was opened; `why`: what for; `records`: a JSON list. No person's name is in it."""
sa.Index("reads_by_inc", reads.c.inc)
sa.Index("reads_by_person", reads.c.person)

_LAST = sa.select(reads.c.n, reads.c.mac).order_by(reads.c.n.desc()).limit(1)
_LOCK = sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext("homeward reads")))
_IN_BITES = {"yield_per": 1000}
_SAID = (reads.c.at, reads.c.inc, reads.c.person, reads.c.place, reads.c.door, reads.c.why, reads.c.records)


class Reading(NamedTuple):
    """Who was shown what, when and what for. `inc`, `person`: empty where a traveller looked at their own way."""

    at: int
    inc: str
    person: str
    place: str
    door: str
    why: str
    records: tuple[str, ...]


class Broken(NamedTuple):
    """The first line that is not as it was written, and what is wrong with it."""

    n: int
    why: str


class Verified(NamedTuple):
    """How many lines there are, the seal of the last, and the first broken one."""

    lines: int
    seal: bytes
    broken: Broken | None


def newest(db: sa.Connection) -> tuple[int, bytes]:
    """The number and seal of the newest line; 0 where there is none."""
    row = db.execute(_LAST).first()
    return (int(row.n), bytes(row.mac)) if row else (0, b"")


def append(db: sa.Connection, key: bytes, said: Sequence[Reading]) -> None:
    """Write these lines down. Takes the book's lock last of all, and holds it until the commit."""
    if db.dialect.name == "postgresql":
        db.execute(_LOCK)
    before, seal = newest(db)
    rows = []
    for n, one in enumerate(said, before + 1):
        packed = msgspec.json.encode(one.records).decode()
        seal = _seal(key, seal, n, (*one[:-1], packed))
        rows.append({**one._asdict(), "n": n, "records": packed, "mac": seal})
    insert(db, reads, rows)


def verify(db: sa.Connection, key: bytes, marks: dict[int, bytes]) -> Verified:
    """Walk the whole book. `marks`: seals that were noted down elsewhere, by the number of their line."""
    n, seal = 0, b""
    wanted = sa.select(reads.c.n, *_SAID, reads.c.mac).order_by(reads.c.n)
    with db.execute(wanted, execution_options=_IN_BITES) as rows:
        for row in rows:
            right = _seal(key, seal, n + 1, tuple(row[1:-1]))
            if why := _fault(row.n, bytes(row.mac), n + 1, right, marks):
                return Verified(n, seal, Broken(n + 1, why))
            n, seal = n + 1, right
    lost = min((mark for mark in marks if mark > n), default=0)
    return Verified(n, seal, Broken(n + 1, f"is missing: line {lost} was noted down beside the key") if lost else None)


def _fault(n: int, seal: bytes, expected: int, right: bytes, marks: dict[int, bytes]) -> str:
    if n != expected:
        return "is missing"
    if not hmac.compare_digest(right, seal):
        return "was changed, or follows another than it did"
    if not hmac.compare_digest(marks.get(n, right), right):
        return "is not the one that was noted down beside the key"
    return ""


def of_device(db: sa.Connection, inc: str) -> Iterator[Reading]:
    """What one installation was shown, in order."""
    return _said(db, reads.c.inc == inc)


def of_person(db: sa.Connection, person: str) -> Iterator[Reading]:
    """What one of the staff was shown on whatever device, in order."""
    return _said(db, reads.c.person == person)


def of_record(db: sa.Connection, record: str) -> Iterator[Reading]:
    """Whom one record was shown to, in order. Searches the whole book: docs/figures.md says how long that takes."""
    return (one for one in _said(db, reads.c.records.contains(record, autoescape=True)) if record in one.records)


def _said(db: sa.Connection, which: sa.ColumnElement[bool]) -> Iterator[Reading]:
    wanted = sa.select(*_SAID).where(which).order_by(reads.c.n)
    with db.execute(wanted, execution_options=_IN_BITES) as rows:
        for row in rows:
            yield Reading(*row[:-1], records=msgspec.json.decode(row.records, type=tuple[str, ...]))


def _seal(key: bytes, before: bytes, n: int, said: tuple[object, ...]) -> bytes:
    return hmac.digest(key, before + msgspec.json.encode([n, *said]), hashlib.sha256)
