"""/push: a phone says where it can be called when nobody looks at it, and takes that back."""

import functools

import msgspec
from litestar import Response, delete, get, post
from litestar.di import NamedDependency

from server.clock import Clock
from server.identity import Device
from server.intake import Refusal
from server.notify import subscription
from server.notify.endpoints import Endpoints
from server.notify.subscription import Asked as Wanted
from server.notify.vapid import Vapid
from server.routes.body import read_message
from server.routes.document import Nothing
from server.routes.outgoing import fresh
from server.routes.request import Asked
from server.writer import Writer


class Card(msgspec.Struct, frozen=True):
    """What a browser subscribes with: the house's public key, base64url; null where the house calls nobody."""

    key: str | None


@get("/push", summary="The key a phone subscribes with", gives=Card)
async def card(
    request: Asked,
    device: NamedDependency[Device],
    vapid: NamedDependency[Vapid],
    endpoints: NamedDependency[Endpoints],
) -> Response[bytes]:
    """Null in practice, and where no operator can be named to the push services."""
    calls = vapid.is_open and bool(endpoints.hosts or endpoints.origins)
    return fresh(request, msgspec.json.encode(Card(vapid.public if calls else None)), "application/json")


@post("/push", summary="Call this device here from now on", takes=Wanted, gives=Nothing)
async def subscribe(
    request: Asked,
    device: NamedDependency[Device],
    vapid: NamedDependency[Vapid],
    endpoints: NamedDependency[Endpoints],
    writer: NamedDependency[Writer],
    clock: NamedDependency[Clock],
) -> Response[bytes]:
    """One address for each device; a new one takes the place of the old."""
    wanted = await read_message(request, Wanted)
    wrong = subscription.fault(wanted, endpoints)
    if wrong:
        raise Refusal("malformed", at=wrong[0], expected=wrong[1])
    key_id = vapid.id_of(wanted.key) if wanted.key else vapid.key_id
    if key_id is None:
        raise Refusal("malformed", at="key", expected="the key that GET /push gives")
    await writer.run(
        functools.partial(
            subscription.keep,
            inc=device.inc,
            asked=wanted,
            origin=endpoints.judge(wanted.endpoint),
            key_id=key_id,
            now=clock.now_ms(),
        )
    )
    return fresh(request, b"{}", "application/json", status=201)


@post("/push/unable", status_code=200, summary="This device cannot be called while its app is closed", gives=Nothing)
async def unable(
    request: Asked,
    device: NamedDependency[Device],
    writer: NamedDependency[Writer],
    clock: NamedDependency[Clock],
) -> Response[bytes]:
    """Whoever leads its place sees it; the next subscription takes it back."""
    await writer.run(functools.partial(subscription.unable, inc=device.inc, now=clock.now_ms()))
    return fresh(request, b"{}", "application/json")


@delete("/push", status_code=200, summary="Do not call this device any more", gives=Nothing)
async def unsubscribe(
    request: Asked, device: NamedDependency[Device], writer: NamedDependency[Writer]
) -> Response[bytes]:
    """The address is forgotten at once."""
    await writer.run(functools.partial(subscription.forget, inc=device.inc))
    return fresh(request, b"{}", "application/json")
