"""/readings: whom a device or one of the staff has touched, and who has looked at one record."""

import asyncio

import msgspec
import sqlalchemy as sa
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from server.audit import Audit, reader
from server.boards import touched
from server.identity import Device
from server.intake import Refusal
from server.library import Library
from server.routes.outgoing import fresh
from server.routes.request import Asked
from sync.rights import OVERSEE, overseen

ROWS_MAX = 5000


class Answer(msgspec.Struct, frozen=True):
    """The newest first, at most ROWS_MAX; `total` counts all."""

    rows: list[touched.Touched]
    total: int


@get("/readings", summary="Whom a device, or somebody on any device, has seen or acted on", gives=Answer)
async def of(
    request: Asked,
    device: NamedDependency[Device],
    library: NamedDependency[Library],
    engine: NamedDependency[sa.Engine],
    audit: NamedDependency[Audit],
    inc: FromQuery[str] = "",
    person: FromQuery[str] = "",
) -> Response[bytes]:
    """`inc`: a device's name; or `person`: of the staff. No answer of any form is shown."""
    check_oversight(device, library)
    if bool(inc) == bool(person):
        raise Refusal("malformed", at="inc", expected="either a device or a person")
    found = await asyncio.to_thread(touched.of, engine, inc.lower(), person)
    await audit.note(reader(device), "readings", inc.lower() or person, (one.record for one in found[:ROWS_MAX]))
    return fresh(request, msgspec.json.encode(Answer(found[:ROWS_MAX], len(found))), "application/json")


@get(
    "/readings/{record:str}",
    summary="Who has been shown one record, when, where and what for",
    gives=list[touched.Seen],
)
async def readers(
    request: Asked,
    record: FromPath[str],
    device: NamedDependency[Device],
    library: NamedDependency[Library],
    engine: NamedDependency[sa.Engine],
    audit: NamedDependency[Audit],
) -> Response[bytes]:
    """In order."""
    check_oversight(device, library)
    found = await asyncio.to_thread(touched.readers, engine, record)
    if found:
        await audit.note(reader(device), "readings", record, [record])
    return fresh(request, msgspec.json.encode(found), "application/json")


def check_oversight(device: Device, library: Library) -> None:
    """Refuse whoever does not oversee the whole operation."""
    if not library.may(device.person.roles, OVERSEE) or overseen(device.scopes, library.programme) is not None:
        raise Refusal("forbidden", right=OVERSEE)
