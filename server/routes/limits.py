"""GET /limits: every limit of the protocol, on one page."""

import msgspec
from litestar import Response, get

from server.packing import Kept
from server.routes.outgoing import REVALIDATE, kept, wants_page
from server.routes.request import Asked
from server.routes.sheet import sheet
from sync.exchange import LIMITS, Limits


@get("/limits", summary="Every limit of the protocol; the unit is in the name", gives=Limits)
async def limits(request: Asked) -> Response[bytes]:
    """What a phone checks before it saves, and the house before it takes."""
    if wants_page(request):
        rows = [(name, f"{value:,}") for name, value in msgspec.structs.asdict(LIMITS).items()]
        return sheet(request, "Limits", rows, about="Phone and house keep the same limits. The unit is in the name.")
    return await kept(request, Kept(msgspec.json.encode(LIMITS)), "application/json", REVALIDATE)
