"""GET /wall: everybody counted, whose time is up, and how fresh the figures are."""

import asyncio

import msgspec
import sqlalchemy as sa
from litestar import Response, get
from litestar.di import NamedDependency

from server.audit import Audit, reader
from server.boards.wall import Board, read_board
from server.clock import Clock
from server.identity import Device
from server.intake import Refusal
from server.library import Library
from server.routes.outgoing import fresh
from server.routes.request import Asked
from sync.rights import OVERSEE


@get("/wall", summary="Everybody counted, whose time is up, how fresh it is", gives=Board)
async def wall(
    request: Asked,
    device: NamedDependency[Device],
    library: NamedDependency[Library],
    engine: NamedDependency[sa.Engine],
    clock: NamedDependency[Clock],
    audit: NamedDependency[Audit],
) -> Response[bytes]:
    """For those who oversee, at a place the programme's wall hangs at."""
    programme = library.programme
    if programme.wall is None:
        raise Refusal("not-found")
    if not (library.may(device.person.roles, OVERSEE) and set(device.scopes) & set(programme.wall.at)):
        raise Refusal("forbidden", right=OVERSEE)
    now = clock.now_ms()
    found = await asyncio.to_thread(read_board, engine, programme, programme.wall, device.scopes, now)
    await audit.note_once(reader(device), "wall", "", (key.partition(":")[2] for key in found.faces))
    return fresh(request, msgspec.json.encode(found), "application/json")
