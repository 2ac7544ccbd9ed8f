"""/attachments: pictures that records name, in by pieces that can be resumed, out to who may see such a record."""

import asyncio
import functools

import msgspec
import sqlalchemy as sa
from litestar import Response, get, patch
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from server import attachments
from server.attachments import Gap, Unfit
from server.audit import Audit, reader
from server.clock import Clock
from server.identity import Device
from server.intake import Refusal
from server.routes.body import read_bytes
from server.routes.outgoing import PRIVATE, fresh
from server.routes.request import Asked
from server.writer import Writer
from sync.exchange import LIMITS

BYTES = "application/octet-stream"


class Progress(msgspec.Struct, frozen=True):
    """How far a picture has come: the next byte wanted, and whether it is all here."""

    offset: int
    complete: bool


@get("/attachments/{digest:str}/progress", summary="How much of a picture is here", gives=Progress)
async def progress(
    request: Asked, digest: FromPath[str], device: NamedDependency[Device], engine: NamedDependency[sa.Engine]
) -> Response[bytes]:
    """Where an upload that broke off goes on."""
    _check(digest)
    found = await asyncio.to_thread(_offset, engine, device.inc, digest)
    return fresh(request, msgspec.json.encode(Progress(found or 0, found is None)), "application/json")


@patch("/attachments/{digest:str}", status_code=200, summary="The next piece of a picture", takes=BYTES, gives=Progress)
async def add(
    request: Asked,
    digest: FromPath[str],
    start: FromQuery[int],
    size: FromQuery[int],
    device: NamedDependency[Device],
    writer: NamedDependency[Writer],
    clock: NamedDependency[Clock],
) -> Response[bytes]:
    """`start`: where this piece begins; `size`: of the whole. The same piece again does no harm."""
    _check(digest)
    body = await read_bytes(request, BYTES, LIMITS.attachment_chunk_bytes_max)
    if not body:
        raise Refusal("malformed", at="message", expected="bytes")
    work = functools.partial(
        attachments.add, inc=device.inc, digest=digest, start=start, size=size, body=body, now_ms=clock.now_ms()
    )
    try:
        end = await writer.run(work)
    except Gap as gap:
        raise Refusal("offset-gap", expected=gap.expected) from gap
    except Unfit as unfit:
        raise _refusal(unfit) from unfit
    if end == 0:
        raise Refusal("malformed", at="digest", expected="the SHA-256 of the bytes")
    return fresh(request, msgspec.json.encode(Progress(end, end == size)), "application/json")


@get("/attachments/{digest:str}", summary="A picture, for who may see a record that names it", gives="image/*")
async def picture(
    request: Asked,
    digest: FromPath[str],
    device: NamedDependency[Device],
    engine: NamedDependency[sa.Engine],
    audit: NamedDependency[Audit],
) -> Response[bytes]:
    """Its type is what its bytes say; it is kept nowhere on the way and can do nothing where it is shown."""
    _check(digest)
    found = await asyncio.to_thread(_read, engine, digest, device.scopes)
    if found is None:
        raise Refusal("not-found")
    await audit.note(reader(device), "picture", digest, found.records)
    headers = {"cache-control": PRIVATE, "content-security-policy": "default-src 'none'; sandbox"}
    return Response(found.body, headers=headers, media_type=found.media_type)


def _check(digest: str) -> None:
    if not attachments.is_digest(digest):
        raise Refusal("malformed", at="digest", expected="64 hex digits, lower case")


def _refusal(unfit: Unfit) -> Refusal:
    match unfit.why:
        case "size":
            return Refusal("too-large", max=LIMITS.attachment_bytes_max, unit="bytes")
        case "many":
            return Refusal("too-many", max=LIMITS.attachments_unfinished_max, unit="unfinished pictures")
        case _:
            return Refusal("wrong-type", expected="image/jpeg, image/png or image/webp")


def _offset(engine: sa.Engine, inc: str, digest: str) -> int | None:
    with engine.connect().execution_options(readonly=True) as db:
        return attachments.offset(db, inc, digest)


def _read(engine: sa.Engine, digest: str, scopes: tuple[str, ...]) -> attachments.Picture | None:
    with engine.connect().execution_options(readonly=True) as db:
        return attachments.read(db, digest, scopes)
