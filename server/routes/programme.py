"""GET /programme: what the operation asks, as phones fetch it. Published versions never change."""

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from server.intake import Refusal
from server.library import Library
from server.packing import Kept
from server.routes.outgoing import IMMUTABLE, REVALIDATE, kept, wants_page
from server.routes.request import Asked
from server.routes.sheet import sheet
from sync.programme import Programme

JSON = "application/json"


class InForce(msgspec.Struct, frozen=True):
    """The version in force, and the languages its words come in."""

    version: str
    languages: tuple[str, ...]


@get("/programme", summary="The version in force and its languages", gives=InForce)
async def in_force(request: Asked, library: NamedDependency[Library]) -> Response[bytes]:
    """Which version a phone should hold."""
    programme = library.programme
    if wants_page(request):
        rows = [("version", programme.version), *((f"words/{each}", "its words") for each in programme.languages)]
        return sheet(request, f"Programme {programme.name}", rows)
    answer = msgspec.json.encode(InForce(programme.version, programme.languages))
    return await kept(request, Kept(answer), JSON, REVALIDATE)


@get("/programme/{version:str}", summary="One published version, compiled", gives=Programme)
async def version_of(request: Asked, version: FromPath[str], library: NamedDependency[Library]) -> Response[bytes]:
    """The programme as data: forms, journeys, places, acts."""
    return await _published(request, library, version)


@get(
    "/programme/{version:str}/words/{language:str}",
    summary="The words of one version in one language",
    gives=dict[str, str],
)
async def words_of(
    request: Asked, version: FromPath[str], language: FromPath[str], library: NamedDependency[Library]
) -> Response[bytes]:
    """Every text of the programme by its key."""
    return await _published(request, library, version, language)


async def _published(request: Asked, library: Library, version: str, language: str = "") -> Response[bytes]:
    found = await library.book(version, language)
    if found is None:
        raise Refusal("not-found")
    return await kept(request, found, JSON, IMMUTABLE)
