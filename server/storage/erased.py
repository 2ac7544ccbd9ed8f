"""What is no more: of each erased record a row that it was, when and why it went, and nothing of what it said."""

import secrets
from collections.abc import Collection, Iterable, Sequence

import msgspec
import sqlalchemy as sa

from server.storage import tables as t
from server.storage.engine import hold_writers, is_shared
from server.storage.ring import keys, picture, ring_of
from server.storage.rows import Row, chunks, insert
from server.storage.tables import tables

erased = sa.Table(
    "erased",
    tables,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("since", sa.BigInteger, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("n", sa.BigInteger),
)
"""A tombstone. `name`: as in `keys`; `state`, `since`: how its way ended and when; `n`: where the feed tells phones."""
sa.Index("erased_by_n", erased.c.n)

DAYS, ASKED = "days", "asked"
"""Why: the programme's days were over, or its person asked for it."""
PICTURE = "picture"
_AMONG = sa.select(erased.c.name).where(erased.c.name.in_(sa.bindparam("names", expanding=True)))
_MEMBERS = sa.select(t.members.c.record, t.members.c.scope).where(
    t.members.c.record.in_(sa.bindparam("names", expanding=True)), t.members.c.present
)
_LEFT = (
    sa.update(t.members)
    .where(t.members.c.record == sa.bindparam("_record"))
    .values(present=False, n=sa.bindparam("_n"))
)


class Tombstone(msgspec.Struct, frozen=True):
    """One row of the table, but for its place in the feed. Times in ms since 1970 UTC."""

    name: str
    kind: str
    state: str
    since: int
    at: int
    why: str


def erased_among(db: sa.Connection, names: Iterable[str]) -> set[str]:
    """Those of these names that are no more."""
    found: set[str] = set()
    for some in chunks(sorted(names)):
        found.update(db.execute(_AMONG, {"names": some}).scalars())
    return found


def counts(db: sa.Connection) -> list[tuple[str, str, str, int]]:
    """How many are no more, by kind, the state their way ended in, and why."""
    by = (erased.c.kind, erased.c.state, erased.c.why)
    rows = db.execute(sa.select(*by, sa.func.count()).group_by(*by).order_by(*by))
    return [(kind, state, why, count) for kind, state, why, count in rows]


def pictures_of(db: sa.Connection, records: Collection[str]) -> set[str]:
    """The digests of pictures that these records name and no other does."""
    named: set[str] = set()
    links = t.links.c
    for some in chunks(sorted(records)):
        theirs = sa.select(links.target).where(links.record.in_(some))
        named.update(db.execute(sa.select(t.attachments.c.digest).where(t.attachments.c.digest.in_(theirs))).scalars())
    for some in chunks(sorted(named)):
        for row in db.execute(sa.select(links.record, links.target).where(links.target.in_(some))):
            if row.record not in records:
                named.discard(row.target)
    return named


def erase(db: sa.Connection, stones: Sequence[Tombstone]) -> set[str]:
    """Destroy the keys of these and all that lies open of them, and put their tombstones down. Returns the scopes whose
    phones must hear of it.

    What the log holds of them stays where it lies and says nothing any more.
    """
    hold_writers(db)
    if db.dialect.name == "sqlite":
        # What is deleted is overwritten.
        db.exec_driver_sql("PRAGMA secure_delete=ON")
    stones = [stone for stone in stones if stone.name not in erased_among(db, [one.name for one in stones])]
    records = {name for stone in stones if (name := stone.name) and stone.kind != PICTURE}
    rung = _leave(db, stones, records)
    for some in chunks(sorted(records)):
        db.execute(sa.delete(t.records).where(t.records.c.id.in_(some)))
        db.execute(sa.delete(t.links).where(t.links.c.record.in_(some)))
        db.execute(sa.delete(t.touches).where(t.touches.c.record.in_(some)))
    for stone in stones:
        if stone.kind == PICTURE:
            digest = stone.name.removeprefix(picture(""))
            db.execute(sa.delete(t.attachments).where(t.attachments.c.digest == digest))
            db.execute(sa.delete(t.chunks).where(t.chunks.c.digest == digest))
    names = [stone.name for stone in stones]
    for some in chunks(names):
        db.execute(sa.delete(keys).where(keys.c.name.in_(some)))
    ring_of(db).forget(names)
    return rung


def _leave(db: sa.Connection, stones: Sequence[Tombstone], records: set[str]) -> set[str]:
    """The feed tells whoever had one of them that it is gone; each takes a place of its own."""
    rung: set[str] = set()
    known: set[str] = set()
    for some in chunks(sorted(records)):
        rung.update(scope for _, scope in db.execute(_MEMBERS, {"names": some}))
        known.update(db.execute(sa.select(t.members.c.record).where(t.members.c.record.in_(some)).distinct()).scalars())
    taken = sa.update(t.head).values(n=t.head.c.n + len(known)).returning(t.head.c.n)
    start = int(db.execute(taken).scalar_one()) - len(known)
    places = {name: n for n, name in enumerate(sorted(known), start + 1)}
    rows: list[Row] = [{**msgspec.structs.asdict(stone), "n": places.get(stone.name)} for stone in stones]
    insert(db, erased, rows)
    insert(db, t.feed, [{"n": n, "inc": "", "seq": n, "nonce": secrets.token_hex(4)} for n in places.values()])
    if places:
        db.execute(_LEFT, [{"_record": name, "_n": n} for name, n in places.items()])
    return rung


def overwrite(engine: sa.Engine) -> None:
    """Have what was deleted leave the files of the database too, as far as nobody is reading it just now."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT", readonly=True) as db:
        db.exec_driver_sql("VACUUM keys" if is_shared(engine) else "PRAGMA wal_checkpoint(TRUNCATE)")
