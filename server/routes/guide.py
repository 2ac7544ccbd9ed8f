"""GET /guide: the picture guide for travellers. No account, no script needed, small enough for a foreign telephone."""

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from server.guide import Leaf
from server.intake import Refusal
from server.plain_page import POLICY
from server.routes.outgoing import REVALIDATE, kept
from server.routes.request import Asked

Guide = dict[str, Leaf]


@get("/guide", include_in_schema=False)
async def front(request: Asked, guide: NamedDependency[Guide]) -> Response[bytes]:
    """The languages, each in its own name."""
    return await _leaf(request, guide, "/guide")


@get("/guide/{name:str}", include_in_schema=False)
async def leaf(request: Asked, name: FromPath[str], guide: NamedDependency[Guide]) -> Response[bytes]:
    """The pictures in one language, or one picture."""
    return await _leaf(request, guide, f"/guide/{name}")


async def _leaf(request: Asked, guide: Guide, address: str) -> Response[bytes]:
    found = guide.get(address)
    if found is None:
        raise Refusal("not-found")
    return await kept(request, found.kept, found.media_type, REVALIDATE, {"content-security-policy": POLICY})
