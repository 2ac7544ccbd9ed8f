"""Who stands at the door: the installation its bearer token names."""

import asyncio

import sqlalchemy as sa
from litestar.di import NamedDependency

from server import identity
from server.identity import Device
from server.intake import Refusal
from server.routes.request import Asked
from server.storage.engine import reading
from server.tokens import Keys


async def caller(request: Asked, keys: NamedDependency[Keys], engine: NamedDependency[sa.Engine]) -> Device:
    """The device that calls; refused where its token is not ours, or was taken away."""
    device = await asyncio.to_thread(_find, engine, named_by_token(request, keys))
    if device is None:
        raise Refusal("unauthorised")
    if device.revoked:
        raise Refusal("revoked")
    return device


def named_by_token(request: Asked, keys: Keys) -> str:
    """The installation whose token this request bears, by its signature alone."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    inc = keys.verify(token.strip()) if scheme.lower() == "bearer" else None
    if inc is None:
        raise Refusal("unauthorised")
    return inc


def _find(engine: sa.Engine, inc: str) -> Device | None:
    with reading(engine) as db:
        return identity.find_device(db, inc)
