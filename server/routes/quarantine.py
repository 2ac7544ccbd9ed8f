"""GET /quarantine: acts that could not enter by themselves and wait for a person who may decide."""

import asyncio

import msgspec
import sqlalchemy as sa
from litestar import Response, get
from litestar.di import NamedDependency

from server.audit import Audit, reader
from server.identity import Device
from server.intake import Refusal
from server.library import Library
from server.routes.outgoing import fresh
from server.routes.request import Asked
from server.storage.engine import reading
from server.storage.entry import ERASED, opened
from server.storage.quarantine import count, within
from server.storage.tables import ops
from sync.op import Op
from sync.rights import OVERSEE, overseen

ROWS_MAX = 500


class Parked(msgspec.Struct, frozen=True):
    """One act in quarantine. `at`: the phone's wall clock (ms), 0 if unreadable; `parts`: [kind, record]."""

    inc: str
    seq: int
    who: str
    place: str
    at: int
    form: str
    detail: str | None
    verdict: str
    parts: list[tuple[str, str]]


class Quarantine(msgspec.Struct, frozen=True):
    """The newest first, at most ROWS_MAX; `total` counts all."""

    rows: list[Parked]
    total: int


@get("/quarantine", summary="Acts that wait for a leader", gives=Quarantine)
async def quarantine(
    request: Asked,
    device: NamedDependency[Device],
    library: NamedDependency[Library],
    engine: NamedDependency[sa.Engine],
    audit: NamedDependency[Audit],
) -> Response[bytes]:
    """What is parked at the places the caller oversees, and why; no answer of any form is shown."""
    if not library.may(device.person.roles, OVERSEE):
        raise Refusal("forbidden", right=OVERSEE)
    found = await asyncio.to_thread(_read, engine, overseen(device.scopes, library.programme))
    named = [record for row in found.rows for _, record in row.parts]
    await audit.note_once(reader(device), "quarantine", "", named)
    return fresh(request, msgspec.json.encode(found), "application/json")


def _read(engine: sa.Engine, places: tuple[str, ...] | None) -> Quarantine:
    newest = sa.select(ops).where(within(places)).order_by(ops.c.received_at.desc(), ops.c.inc, ops.c.seq.desc())
    with reading(engine) as db:
        found = db.execute(newest.limit(ROWS_MAX)).all()
        raws = opened(db, [row.body for row in found])
        rows = [_parked(row, raw) for row, raw in zip(found, raws, strict=True)]
        return Quarantine(rows, count(db, places))


def _parked(row: sa.Row[tuple[object, ...]], raw: bytes) -> Parked:
    op = _readable(raw)
    return Parked(
        inc=row.inc,
        seq=row.seq,
        who=row.who,
        place=row.place,
        at=op.at if op else 0,
        form=op.form if op else "",
        detail=row.detail,
        verdict=row.verdict,
        parts=[(part.kind, part.record) for part in op.parts if part.kind != ERASED] if op else [],
    )


def _readable(body: bytes) -> Op | None:
    try:
        return msgspec.json.decode(body, type=Op)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
