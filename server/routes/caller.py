"""Who stands at the door: the installation its bearer token names."""

import asyncio

import sqlalchemy as sa
from litestar.di import NamedDependency

from server import identity
from server.identity import Device
from server.intake import Refusal
from server.routes.request import Asked
from server.storage.engine import reading
from server.tokens import Claim, Keys


async def caller(request: Asked, keys: NamedDependency[Keys], engine: NamedDependency[sa.Engine]) -> Device:
    """The device that calls; refused where its token is not ours, or was taken away."""
    device = await asyncio.to_thread(_find, engine, claimed(request, keys).inc)
    if device is None:
        raise Refusal("unauthorised")
    if device.revoked:
        raise Refusal("revoked")
    return device


def claimed(request: Asked, keys: Keys) -> Claim:
    """What the token of this request says, by its signature alone."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    claim = keys.verify(token.strip()) if scheme.lower() == "bearer" else None
    if claim is None:
        raise Refusal("unauthorised")
    return claim


def _find(engine: sa.Engine, inc: str) -> Device | None:
    with reading(engine) as db:
        return identity.find_device(db, inc)
