"""/rolls/{record}: who should have come and who has been seen; and the door their lists come in through."""

import asyncio
from typing import Annotated

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from server.audit import Audit, reader
from server.boards.roll import RollBoard, read_roll
from server.clock import Clock
from server.identity import Device
from server.intake import Refusal
from server.library import Library
from server.lists.entering import Asked as Reading
from server.lists.entering import Lists, Read
from server.lists.reading import LIST_BYTES_MAX, Unread, read_table
from server.notify.courier import Courier
from server.routes.body import decode, read_bytes
from server.routes.outgoing import fresh
from server.routes.request import Asked
from server.storage import membership
from server.storage import tables as t
from server.storage.engine import off_loop, reading
from server.wake import Wake
from sync.roll import roll_of
from sync.roll_rules import Roll

ANY_BYTES = "application/octet-stream"


@get("/rolls/{record:str}", summary="Who should have come with it, and who has been seen", gives=RollBoard)
async def roll(
    request: Asked,
    record: FromPath[str],
    device: NamedDependency[Device],
    library: NamedDependency[Library],
    engine: NamedDependency[sa.Engine],
    clock: NamedDependency[Clock],
    audit: NamedDependency[Audit],
) -> Response[bytes]:
    """For those the programme names, where the record is in their scopes."""
    rules = await off_loop(_allowed, engine, library, device, record)
    found = await asyncio.to_thread(read_roll, engine, library.programme, rules, record, clock.now_ms())
    if found is None:
        raise Refusal("not-found")
    await audit.note_once(reader(device), "roll", record, (key.partition(":")[2] for key in found.faces))
    return fresh(request, msgspec.json.encode(found), "application/json")


@post(
    "/rolls/{record:str}/lists",
    status_code=200,
    summary="A list of who should come: understood, and entered if asked",
    takes=ANY_BYTES,
    gives=Read,
)
async def take_list(
    request: Asked,
    record: FromPath[str],
    device: NamedDependency[Device],
    library: NamedDependency[Library],
    engine: NamedDependency[sa.Engine],
    lists: NamedDependency[Lists],
    wake: NamedDependency[Wake],
    courier: NamedDependency[Courier],
    audit: NamedDependency[Audit],
    asked: Annotated[str, QueryParameter(name="read")] = "{}",
) -> Response[bytes]:
    """The body is the file as it is. `read`: JSON, how to read it (server/lists/entering.py `Asked`). Without `enter`
    nothing is recorded: the answer says what would be."""
    rules = await off_loop(_allowed, engine, library, device, record)
    body = await read_bytes(request, ANY_BYTES, LIST_BYTES_MAX)
    wanted = decode(asked.encode(), Reading)
    try:
        async with lists.opening:
            table = await read_table(body, wanted.encoding)
    except Unread as unread:
        extras = {"max": LIST_BYTES_MAX, "unit": "bytes"} if unread.code == "too-large" else {}
        raise Refusal(unread.code, why=unread.why, **extras) from unread
    read, taken = await lists.take(rules, record, table.rows, wanted, device.person.who)
    for each in taken:
        wake.ring(each.rung)
        if each.called:
            courier.nudge()
    await audit.note(reader(device), "list", record, read.absent)
    said = msgspec.structs.replace(read, encoding=table.encoding)
    return fresh(request, msgspec.json.encode(said), "application/json")


def _allowed(engine: sa.Engine, library: Library, device: Device, record: str) -> Roll:
    """The roll of a record the caller has; refused where there is none, or where it is not theirs."""
    with reading(engine) as db:
        kind = db.execute(sa.select(t.records.c.kind).where(t.records.c.id == record)).scalar()
        mine = membership.holds(db, device.scopes, record)
    rules = roll_of(library.programme, kind) if kind and mine else None
    if rules is None:
        raise Refusal("not-found")
    if not set(rules.by) & set(device.person.roles):
        raise Refusal("forbidden", form=rules.form)
    return rules
