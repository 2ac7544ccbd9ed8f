"""/passkeys: leaders and desks show with what their device or key keeps that it is them."""

import asyncio
import functools
import logging
from typing import Any  # what a browser says of a credential

import msgspec
import sqlalchemy as sa
from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from server import identity, passkeys, throttle
from server.clock import Clock
from server.identity import Device
from server.intake import Refusal
from server.passkeys import CODE_MINUTES, PER_PERSON_MAX, Site, Unproved
from server.routes.body import read_message
from server.routes.document import Nothing
from server.routes.outgoing import fresh
from server.routes.request import Asked
from server.settings import Settings
from server.storage import passkeys as kept
from server.storage.engine import reading
from server.tokens import Keys
from server.writer import Writer

log = logging.getLogger(__name__)


class Challenge(msgspec.Struct, frozen=True):
    """What a browser is asked to sign, base64url, and for which site."""

    challenge: str
    site: str


class Said(msgspec.Struct, frozen=True):
    """A PublicKeyCredential as its browser puts it in JSON (WebAuthn, `toJSON`)."""

    credential: dict[str, Any]


class Listed(msgspec.Struct, frozen=True):
    """One of the caller's. `made_at`: ms since 1970 UTC."""

    id: str
    made_at: int


class Proved(msgspec.Struct, frozen=True):
    """A code for whoever's passkey it was: it enrols one installation, or goes with what needs one; once, at once."""

    code: str


@get("/passkeys/challenge", summary="What a passkey signs next", gives=Challenge)
async def ask(
    request: Asked, keys: NamedDependency[Keys], clock: NamedDependency[Clock], settings: NamedDependency[Settings]
) -> Response[bytes]:
    """Good once, for five minutes. Refused where browsers know no passkeys: a house reached by a number."""
    said = Challenge(passkeys.challenge(keys, clock.now_ms()), _site(request, settings).id)
    return fresh(request, msgspec.json.encode(said), "application/json")


@get("/passkeys", summary="The caller's passkeys", gives=list[Listed])
async def listed(
    request: Asked, device: NamedDependency[Device], engine: NamedDependency[sa.Engine]
) -> Response[bytes]:
    """Oldest first."""
    found = await asyncio.to_thread(_of, engine, device.person.id)
    return fresh(request, msgspec.json.encode(found), "application/json")


@post("/passkeys", summary="One more passkey of the caller's", takes=Said, gives=Nothing)
async def add(
    request: Asked,
    device: NamedDependency[Device],
    keys: NamedDependency[Keys],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    writer: NamedDependency[Writer],
) -> Response[bytes]:
    """Whoever has one shows it before they take a device out of use."""
    said, here = await read_message(request, Said), _site(request, settings)
    work = functools.partial(
        passkeys.add,
        person=device.person.id,
        credential=said.credential,
        keys=keys,
        site=here,
        now_ms=clock.now_ms(),
    )
    try:
        made = await writer.run(work)
    except Unproved as fault:
        raise Refusal("malformed", at="credential", expected="a new passkey for this house") from fault
    if made is None:
        raise Refusal("forbidden", max=PER_PERSON_MAX, unit="passkeys")
    log.info("%s has one more passkey, made on %s", device.person.id, device.inc)
    return fresh(request, b"{}", "application/json", status=201)


@post("/passkeys/use", status_code=200, summary="Show a passkey, and have a code", takes=Said, gives=Proved)
async def use(
    request: Asked,
    keys: NamedDependency[Keys],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    engine: NamedDependency[sa.Engine],
    writer: NamedDependency[Writer],
) -> Response[bytes]:
    """Needs no device: so a desk's screen is taken up without anybody handing out a code."""
    address, now_ms = request.client.host if request.client else "", clock.now_ms()
    wait_ms = await asyncio.to_thread(_wait_ms, engine, address, now_ms)
    if wait_ms:
        raise Refusal("too-many", retry_after=-(-wait_ms // 1000))
    said, here = await read_message(request, Said), _site(request, settings)
    try:
        code = await writer.run(functools.partial(_code, said=said, keys=keys, here=here, now_ms=now_ms))
    except Unproved as fault:
        await writer.run(functools.partial(throttle.failed, address=address, now_ms=now_ms))
        log.warning("a passkey that proves nothing was shown from %s: %s", address, fault)
        raise Refusal("code-spent") from fault
    return fresh(request, msgspec.json.encode(Proved(code)), "application/json")


@delete("/passkeys/{name:str}", status_code=200, summary="Do without one of the caller's passkeys", gives=Nothing)
async def remove(
    request: Asked, name: FromPath[str], device: NamedDependency[Device], writer: NamedDependency[Writer]
) -> Response[bytes]:
    """It proves nothing any more."""
    if not await writer.run(functools.partial(kept.remove, person=device.person.id, name=name)):
        raise Refusal("not-found")
    return fresh(request, b"{}", "application/json")


def _site(request: Asked, settings: Settings) -> Site:
    found = passkeys.site(settings, request.headers.get("host", ""))
    if found is None:
        raise Refusal("not-found")
    return found


def _of(engine: sa.Engine, person: str) -> list[Listed]:
    with reading(engine) as db:
        return [Listed(each.id, each.made_at) for each in kept.of(db, person)]


def _code(db: sa.Connection, said: Said, keys: Keys, here: Site, now_ms: int) -> str:
    person = passkeys.prove(db, said.credential, keys, here, now_ms)
    return identity.issue_code(db, keys, person, now_ms, CODE_MINUTES)


def _wait_ms(engine: sa.Engine, address: str, now_ms: int) -> int:
    with reading(engine) as db:
        return throttle.wait_ms(db, address, now_ms)
