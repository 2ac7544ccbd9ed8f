"""Shadows of the log: a document per record and an index of what names what. `homeward rebuild` makes them anew."""

from collections.abc import Mapping

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.storage import tables as t
from server.storage.body import encode, seal
from server.storage.ring import ring_of
from server.storage.rows import Row, chunks, insert
from sync.programme import Programme
from sync.record import Record
from sync.world import NO_JOURNEY, journey_of, links_of, made_at

UNLINKED = sa.delete(t.links).where(t.links.c.record.in_(sa.bindparam("ids", expanding=True)))
MOVED = (
    sa.update(t.records)
    .where(t.records.c.id == sa.bindparam("_id"), t.records.c.v == sa.bindparam("_held"))
    .values({column.name: sa.bindparam(column.name) for column in t.records.c if column.name not in ("id", "kind")})
)


class Moved(sa.exc.SQLAlchemyError):
    """A record is not as it was when it was read: somebody else changed it, and what was judged does not hold."""


def write(db: sa.Connection, records: dict[str, Record], held: Mapping[str, Record], programme: Programme) -> None:
    """Replace the shadows of these records, which were found as `held` (absent: there were none). Raises Moved."""
    ids = sorted(records)
    ciphers = ring_of(db).make(db, ids)
    rows = {i: record_row(records[i], ciphers[i], programme) for i in ids}
    insert(db, t.records, [rows[i] for i in ids if i not in held])
    moved = [{**rows[i], "_id": i, "_held": held[i].v} for i in ids if i in held]
    if moved and db.execute(MOVED, moved).rowcount != len(moved):
        raise Moved("a record was changed by another process")
    before = {i: link_rows(held[i], programme) for i in ids if i in held}
    after = {i: link_rows(records[i], programme) for i in ids}
    linked = [i for i in ids if before.get(i, []) != after[i]]
    for some in chunks([i for i in linked if before.get(i)]):
        db.execute(UNLINKED, {"ids": some})
    insert(db, t.links, [row for i in linked for row in after[i]])


def record_row(record: Record, cipher: AESGCM, programme: Programme) -> Row:
    journey = journey_of(record, programme) or NO_JOURNEY
    return {
        "id": record.id,
        "kind": record.kind,
        "v": record.v,
        "state": journey.state,
        "holder": journey.holder,
        "since": journey.since,
        "body": seal(cipher, record.id, encode(record)),
    }


def link_rows(record: Record, programme: Programme) -> list[Row]:
    links = links_of(record, programme)
    eff = made_at(record).eff if links else 0
    return [
        {"record": record.id, "field": link.field, "target": target, "kind": record.kind, "eff": eff}
        for link in links
        for target in link.targets
    ]
