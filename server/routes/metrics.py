"""GET /metrics: the figures of the house for a monitoring system that holds the operator's token."""

import asyncio
import hmac

import sqlalchemy as sa
from litestar import Response, get
from litestar.di import NamedDependency

from server.boards.metrics import tell
from server.clock import Clock
from server.intake import Refusal
from server.notify.clocks import Clocks
from server.routes.health import NEVER_KEPT
from server.routes.request import Asked
from server.tokens import Keys


@get("/metrics", summary="Figures for a monitoring system", gives="text/plain")
async def metrics(
    request: Asked,
    keys: NamedDependency[Keys],
    engine: NamedDependency[sa.Engine],
    clocks: NamedDependency[Clocks],
    clock: NamedDependency[Clock],
) -> Response[bytes]:
    """No device's token opens it, only the one that `homeward metrics` prints."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(token.strip().encode(), keys.metrics_token.encode()):
        raise Refusal("unauthorised")
    said = await asyncio.to_thread(tell, engine, clocks, clock.now_ms())
    return Response(said, media_type="text/plain; version=0.0.4; charset=utf-8", headers=NEVER_KEPT)
