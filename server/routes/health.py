"""GET /health and /ready: is the process alive, and can it take work."""

import asyncio
import logging

import sqlalchemy as sa
from litestar import Response, get
from litestar.di import NamedDependency

from server import identity
from server.library import Library
from server.notify.clocks import Clocks
from server.writer import Busy, Unwritten, Writer

log = logging.getLogger(__name__)

NEVER_KEPT = {"cache-control": "no-store"}
READY_SECONDS_MAX = 5.0


@get("/health", summary="The process answers", gives=dict[str, bool])
async def health() -> Response[dict[str, object]]:
    """Says nothing of the database: a restart would not mend that."""
    return Response({"alive": True}, headers=NEVER_KEPT)


@get("/ready", summary="The house can take exchanges, and no notice is forgotten", gives=dict[str, bool | str])
async def ready(
    writer: NamedDependency[Writer], library: NamedDependency[Library], clocks: NamedDependency[Clocks]
) -> Response[dict[str, object]]:
    """503 while the writer does not come round within READY_SECONDS_MAX, or the time of an open notice has passed and
    nobody was told."""
    try:
        era = await asyncio.wait_for(writer.run(identity.era), READY_SECONDS_MAX)
        forgotten = len(await asyncio.to_thread(clocks.forgotten))
    except (Busy, Unwritten, TimeoutError, sa.exc.SQLAlchemyError) as fault:
        log.warning("not ready: %r", fault)
        return _not_ready({})
    if forgotten:
        return _not_ready({"notices_forgotten": forgotten})
    return Response({"ready": True, "era": era, "programme": library.programme.version}, headers=NEVER_KEPT)


def _not_ready(why: dict[str, object]) -> Response[dict[str, object]]:
    return Response({"ready": False, **why}, status_code=503, headers={**NEVER_KEPT, "retry-after": "5"})
