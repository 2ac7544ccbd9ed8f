"""/devices: a phone joins with a one-time code; whoever oversees its place sees it, and takes it out of use."""

import asyncio
import functools
import logging
from pathlib import Path

import msgspec
import sqlalchemy as sa
from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from server import identity, passkeys, throttle
from server.boards.devices import Listed, read_devices
from server.clock import Clock
from server.identity import Device, Previous
from server.intake import Refusal, taken_before
from server.library import Library
from server.routes.body import read_message
from server.routes.document import Nothing
from server.routes.outgoing import fresh
from server.routes.request import Asked
from server.settings import Settings
from server.storage.engine import reading
from server.tokens import Keys, open_revocations
from server.wake import Wake
from server.writer import Writer
from sync.exchange import LIMITS, Verdict
from sync.programme import Programme
from sync.rights import OVERSEE, overseen

log = logging.getLogger(__name__)

CODE_CHARS_MAX = 64
LABEL_CHARS_MAX = 80


class Enrolment(msgspec.Struct, frozen=True):
    """What a phone asks with. `label` is what its holder calls it; `previous` the installation it was before;
    `unsent` its first ops without a verdict, as they were frozen."""

    code: str
    label: str | None = None
    previous: Previous | None = None
    unsent: list[msgspec.Raw] = []


class Signed(msgspec.Struct, frozen=True):
    """The person who is signed in."""

    id: str
    who: str


class Enrolled(msgspec.Struct, frozen=True):
    """Who the phone is from now on. `programme` is the version in force; `practice`: nobody here is real;
    `verdicts`: on those of its unsent ops that had arrived under its old name."""

    inc: str
    token: str
    person: Signed
    roles: tuple[str, ...]
    place: str
    scopes: tuple[str, ...]
    programme: str
    era: str
    practice: bool
    verdicts: list[Verdict]


@post("/devices", summary="Enrol an installation of the app with a one-time code", takes=Enrolment, gives=Enrolled)
async def enrol(
    request: Asked,
    keys: NamedDependency[Keys],
    clock: NamedDependency[Clock],
    writer: NamedDependency[Writer],
    engine: NamedDependency[sa.Engine],
    library: NamedDependency[Library],
    settings: NamedDependency[Settings],
) -> Response[bytes]:
    """Spend the code and answer with the phone's name and token; the token is never shown again."""
    address = request.client.host if request.client else ""
    now_ms = clock.now_ms()
    wait_ms = await asyncio.to_thread(_wait_ms, engine, address, now_ms)
    if wait_ms:
        raise Refusal("too-many", retry_after=-(-wait_ms // 1000))
    wanted = await read_message(request, Enrolment)
    _check(wanted)
    device, verdicts = await writer.run(
        functools.partial(_enrol, wanted=wanted, keys=keys, programme=library.programme, now_ms=now_ms)
    )
    if device is None:
        await writer.run(functools.partial(throttle.failed, address=address, now_ms=now_ms))
        log.warning("a code that is not valid was tried from %s", address)
        raise Refusal("code-spent")
    log.info("%s enrolled for %s at %s", device.inc, device.person.id, device.person.place)
    answer = Enrolled(
        inc=device.inc,
        token=keys.sign(identity.claim(device)),
        person=Signed(device.person.id, device.person.who),
        roles=device.person.roles,
        place=device.person.place,
        scopes=device.scopes,
        programme=library.programme.version,
        era=device.era,
        practice=settings.practice,
        verdicts=verdicts,
    )
    return fresh(request, msgspec.json.encode(answer), "application/json", status=201)


@get("/devices", summary="The devices of the places the caller oversees", gives=list[Listed])
async def listed(
    request: Asked,
    device: NamedDependency[Device],
    library: NamedDependency[Library],
    engine: NamedDependency[sa.Engine],
) -> Response[bytes]:
    """Those in use first, of these whoever holds the most entries."""
    found = await asyncio.to_thread(read_devices, engine, _overseen(device, library))
    return fresh(request, msgspec.json.encode(found), "application/json")


@delete("/devices/{inc:str}", status_code=200, summary="Take a device out of use", gives=Nothing)
async def revoke(
    request: Asked,
    inc: FromPath[str],
    device: NamedDependency[Device],
    library: NamedDependency[Library],
    engine: NamedDependency[sa.Engine],
    writer: NamedDependency[Writer],
    clock: NamedDependency[Clock],
    keys: NamedDependency[Keys],
    settings: NamedDependency[Settings],
    wake: NamedDependency[Wake],
) -> Response[bytes]:
    """It is refused from its next request on, and wipes itself then. Not the caller's own: they would lock themselves
    out with nobody left to let them in. Whoever has a passkey shows it first: the code it was exchanged for is the
    request's `Homeward-Proof`."""
    seen = await asyncio.to_thread(read_devices, engine, _overseen(device, library))
    found = next((one for one in seen if one.inc == inc), None)
    if found is None:
        raise Refusal("not-found")
    if inc == device.inc:
        raise Refusal("forbidden", at="inc")
    code = request.headers.get("homeward-proof", "")
    shown = functools.partial(passkeys.is_shown, keys=keys, device=device, code=code, now_ms=clock.now_ms())
    if not await writer.run(shown):
        raise Refusal("proof-needed")
    await writer.run(functools.partial(identity.revoke, inc=inc, now_ms=clock.now_ms()))
    await asyncio.to_thread(open_revocations(Path(settings.key_file)).add, inc)
    log.warning("%s was taken out of use by %s on %s", inc, device.person.id, device.inc)
    wake.ring([found.place])
    return fresh(request, b"{}", "application/json")


def _overseen(device: Device, library: Library) -> tuple[str, ...] | None:
    if not library.may(device.person.roles, OVERSEE):
        raise Refusal("forbidden", right=OVERSEE)
    return overseen(device.scopes, library.programme)


def _wait_ms(engine: sa.Engine, address: str, now_ms: int) -> int:
    with reading(engine) as db:
        return throttle.wait_ms(db, address, now_ms)


def _enrol(
    db: sa.Connection, wanted: Enrolment, keys: Keys, programme: Programme, now_ms: int
) -> tuple[Device | None, list[Verdict]]:
    device = identity.enrol(db, keys, wanted.code, wanted.label, wanted.previous, now_ms)
    if device is None or wanted.previous is None:
        return device, []
    return device, taken_before(db, programme, wanted.previous.inc, wanted.unsent)


def _check(wanted: Enrolment) -> None:
    if not 0 < len(wanted.code) <= CODE_CHARS_MAX:
        raise Refusal("malformed", at="code", expected=f"1 to {CODE_CHARS_MAX} characters")
    if wanted.label is not None and len(wanted.label) > LABEL_CHARS_MAX:
        raise Refusal("malformed", at="label", expected=f"at most {LABEL_CHARS_MAX} characters")
    if wanted.previous and not identity.could_be(wanted.previous):
        raise Refusal("malformed", at="previous", expected="[inc, last_seq]")
    if len(wanted.unsent) > LIMITS.ops_per_exchange_max:
        raise Refusal("too-large", max=LIMITS.ops_per_exchange_max, unit="ops")
