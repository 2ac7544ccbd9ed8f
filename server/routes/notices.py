"""/notices: the board of calls, "I have it", and the receipts of the phones."""

import asyncio
import functools
from typing import Literal

import msgspec
import sqlalchemy as sa
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from server.audit import Audit, reader
from server.boards.calls import Calls, callable_places, read_calls
from server.boards.rehearsal import Heard, rehearse
from server.clock import Clock
from server.identity import Device
from server.intake import Refusal
from server.library import Library
from server.notify import receipts
from server.routes.body import read_message
from server.routes.document import Nothing
from server.routes.outgoing import fresh
from server.routes.request import Asked
from server.storage import membership
from server.storage.engine import off_loop, reading
from server.tokens import Keys
from server.wake import Wake
from server.writer import Writer

DAY_MS = 86_400_000


class Receipt(msgspec.Struct, frozen=True):
    """What a phone's worker says: the token that came with the notice, and what became of it."""

    receipt: str
    what: Literal["delivered", "opened"]


class Word(msgspec.Struct, frozen=True):
    """What somebody who is signed in says of a notice: it is on my screen, or "I have it"."""

    what: Literal["delivered", "heard"]


@get("/notices", summary="The board of calls: what was asked of whom, and who can be reached", gives=Calls)
async def board(
    request: Asked,
    device: NamedDependency[Device],
    library: NamedDependency[Library],
    engine: NamedDependency[sa.Engine],
    clock: NamedDependency[Clock],
    audit: NamedDependency[Audit],
) -> Response[bytes]:
    """Notices to the caller's places and about records the caller has."""
    found = await asyncio.to_thread(read_calls, engine, library.programme, device.scopes, clock.now_ms())
    await audit.note_once(reader(device), "calls", "", (one.record for one in found.asked))
    return fresh(request, msgspec.json.encode(found), "application/json")


@get("/notices/rehearsal", summary="Who would hear, in which order, if an office did not answer", gives=list[Heard])
async def rehearsal(
    request: Asked,
    device: NamedDependency[Device],
    library: NamedDependency[Library],
    engine: NamedDependency[sa.Engine],
    clock: NamedDependency[Clock],
    office: FromQuery[str],
    at: FromQuery[int | None] = None,
    ladder: FromQuery[str] = "",
) -> Response[bytes]:
    """`at`: ms since 1970 UTC, within a day of now. `ladder`: the record of a draft to try."""
    now = clock.now_ms()
    when = now if at is None else at
    if office not in callable_places(library.programme):
        raise Refusal("malformed", at="office", expected="a place that can be called")
    if abs(when - now) > DAY_MS:
        raise Refusal("malformed", at="at", expected="a time within a day")
    if ladder and not await off_loop(_holds, engine, device.scopes, ladder):
        return fresh(request, b"[]", "application/json")
    place = device.person.place
    played = await asyncio.to_thread(rehearse, engine, library.programme, office, place, when, ladder)
    return fresh(request, msgspec.json.encode(played), "application/json")


def _holds(engine: sa.Engine, scopes: tuple[str, ...], record: str) -> bool:
    with reading(engine) as db:
        return membership.holds(db, scopes, record)


@post(
    "/notices/{notice:str}",
    status_code=200,
    summary="It is on my screen; I have it",
    takes=Word,
    gives=dict[str, str | int] | None,
)
async def say(
    request: Asked,
    device: NamedDependency[Device],
    engine: NamedDependency[sa.Engine],
    writer: NamedDependency[Writer],
    clock: NamedDependency[Clock],
    wake: NamedDependency[Wake],
    notice: FromPath[str],
) -> Response[bytes]:
    """Answers who has it. Only for the office that was called, or a place the call was passed on to."""
    word = await read_message(request, Word)
    places = await asyncio.to_thread(receipts.places, engine, notice)
    if not places & set(device.scopes):
        raise Refusal("not-found")
    who, now = device.person.who, clock.now_ms()
    if word.what == "delivered":
        await writer.run(functools.partial(receipts.show, notice=notice, who=who, now=now))
        return fresh(request, b"{}", "application/json")
    holder = await writer.run(functools.partial(receipts.take_up, notice=notice, who=who, now=now))
    wake.ring(places | await writer.run(functools.partial(receipts.watching, notice=notice)))
    return fresh(request, msgspec.json.encode(holder), "application/json")


@post(
    "/receipts",
    status_code=200,
    summary="A phone's worker says that a notice arrived, or was tapped",
    takes=Receipt,
    gives=Nothing,
)
async def receive(
    request: Asked, keys: NamedDependency[Keys], writer: NamedDependency[Writer], clock: NamedDependency[Clock]
) -> Response[bytes]:
    """Needs no session: the token came with the notice and is good for these two words, once each."""
    said = await read_message(request, Receipt)
    named = keys.receipted(said.receipt)
    if named is None:
        raise Refusal("malformed", at="receipt", expected="the receipt of a notice")
    notice, subscription = named
    now = clock.now_ms()
    await writer.run(
        functools.partial(receipts.receive, notice=notice, subscription=subscription, what=said.what, now=now)
    )
    return fresh(request, b"{}", "application/json")
