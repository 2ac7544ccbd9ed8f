"""Make every shadow anew from the log. What was judged stays judged: neither eff nor verdict is computed again."""

import secrets
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from server.storage import membership, shadows
from server.storage import tables as t
from server.storage.body import decode, unseal_all
from server.storage.engine import hold_writers
from server.storage.entry import ERASED, opened
from server.storage.membership import Members
from server.storage.rows import Row, upsert
from server.storage.twins import repeats
from sync import alias
from sync.acceptance import PartOutcome, enter
from sync.op import Op
from sync.programme import Programme
from sync.record import Record
from sync.renaming import meant
from sync.rights import RELEASE, Author
from sync.stamp import Dot, Stamp
from sync.upcast import name_today, upcast

ROWS_AT_ONCE = 500


class Rebuilt(NamedTuple):
    """What a rebuild found: how many ops it replayed into how many records, and the records that were not as stored."""

    ops: int
    records: int
    differing: list[str]


def rebuild(db: sa.Connection, programme: Programme) -> Rebuilt:
    """Replay the log in its order of acceptance. If a shadow differed, history is renamed so that phones start over."""
    hold_writers(db)
    ops, records, members = replayed(db, programme)
    differing = _differing(db, records, members)
    if differing:
        for table in (t.records, t.links, t.members):
            db.execute(sa.delete(table))
        shadows.write(db, records, {}, programme)
        upsert(db, t.members, membership.flat(members))
        db.execute(sa.update(t.feed).values(nonce=secrets.token_hex(4)))
    return Rebuilt(ops, len(records), differing)


def replayed(db: sa.Connection, programme: Programme) -> tuple[int, dict[str, Record], Members]:
    """What the log alone says: how many ops it holds, every record and who has it in their scopes. Changes nothing."""
    records: dict[str, Record] = {}
    members: Members = {}
    ops = 0
    same = repeats(db)
    for rows in _accepted(db).partitions(ROWS_AT_ONCE):
        for row, raw in zip(rows, opened(db, [row.body for row in rows]), strict=True):
            ops += 1
            _replay(db, row, raw, records, members, programme, same)
    return ops, records, members


def _accepted(db: sa.Connection) -> sa.CursorResult[tuple[object, ...]]:
    joined = t.feed.join(t.ops, (t.ops.c.inc == t.feed.c.inc) & (t.ops.c.seq == t.feed.c.seq))
    return db.execute(sa.select(t.feed.c.n, t.ops).select_from(joined).order_by(t.feed.c.n))


def _replay(
    db: sa.Connection,
    row: sa.Row[tuple[object, ...]],
    raw: bytes,
    records: dict[str, Record],
    members: Members,
    programme: Programme,
    same: dict[Dot, Dot],
) -> None:
    op = msgspec.json.decode(raw, type=Op)
    roles, scopes = (msgspec.json.decode(text, type=tuple[str, ...]) for text in (row.roles, row.scopes))
    author = Author(row.inc, row.by, row.who, row.place, roles, scopes)
    stamp = Stamp(row.eff, row.inc, row.seq)
    if op.form == RELEASE and op.adopts:
        adopted = db.execute(sa.select(t.ops).where(t.ops.c.inc == op.adopts.inc, t.ops.c.seq == op.adopts.seq)).one()
        stamp = Stamp(adopted.eff, *op.adopts)
        op = msgspec.json.decode(opened(db, [adopted.body])[0], type=Op)
        author = author.answering(adopted.who)
    op, _ = upcast(meant(op, same), programme)
    changed: dict[str, Record] = {}
    for part, outcome in zip(op.parts, decode(row.outcome, list[PartOutcome]), strict=True):
        if outcome.v and part.kind != ERASED:
            before = records.get(part.record)
            decides = tuple(name_today(part.kind, field, programme.upcasts) for field in outcome.decides)
            judged = msgspec.structs.replace(outcome, decides=decides)
            changed[part.record] = enter(part, before, judged, op, stamp, author, programme)
    changed |= alias.settle(changed, records.get, programme, (op.by, author.who, op.version))
    records |= changed
    for record in changed:
        membership.move(members.setdefault(record, {}), records[record].scopes, row.n)


def _differing(db: sa.Connection, records: dict[str, Record], members: Members) -> list[str]:
    bodies = db.execute(sa.select(t.records.c.body)).scalars()
    stored = {record.id: record for record in unseal_all(db, bodies, Record)}
    held = membership.read(db, stored.keys() | records.keys())
    floor = db.execute(sa.select(t.head.c.floor)).scalar_one()
    return sorted(
        record
        for record in stored.keys() | records.keys()
        if stored.get(record) != records.get(record)
        or _told(held[record], floor) != _told(members.get(record, {}), floor)
    )


def _told(rows: dict[str, Row], floor: int) -> dict[str, Row]:
    """What phones may still be told: of old, only where the record is."""
    return {scope: row for scope, row in rows.items() if row["present"] or row["n"] > floor}
