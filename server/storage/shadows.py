"""Shadows of the log: a document per record and an index of what names what. `homeward rebuild` makes them anew."""

import sqlalchemy as sa

from server.storage import tables as t
from server.storage.body import seal
from server.storage.rows import Row, chunks, insert, upsert
from sync.programme import Programme
from sync.record import Record
from sync.world import NO_JOURNEY, journey_of, links_of, made_at


def write(db: sa.Connection, records: dict[str, Record], programme: Programme) -> None:
    """Replace the shadows of these records."""
    ids = sorted(records)
    upsert(db, t.records, [record_row(records[i], programme) for i in ids])
    for some in chunks(ids):
        db.execute(sa.delete(t.links).where(t.links.c.record.in_(some)))
    insert(db, t.links, [row for i in ids for row in link_rows(records[i], programme)])


def record_row(record: Record, programme: Programme) -> Row:
    journey = journey_of(record, programme) or NO_JOURNEY
    return {
        "id": record.id,
        "kind": record.kind,
        "v": record.v,
        "state": journey.state,
        "holder": journey.holder,
        "since": journey.since,
        "body": seal(record),
    }


def link_rows(record: Record, programme: Programme) -> list[Row]:
    links = links_of(record, programme)
    eff = made_at(record).eff if links else 0
    return [
        {"record": record.id, "field": link.field, "target": target, "kind": record.kind, "eff": eff}
        for link in links
        for target in link.targets
    ]
