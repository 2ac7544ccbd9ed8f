"""GET /my/{card}/{proof}: a traveller's own way, opened from the QR on their card. No account; it ends on arrival."""

import asyncio
from typing import Annotated

import sqlalchemy as sa
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from server import way as pages
from server.boards.way import find
from server.clock import Clock
from server.intake import Refusal
from server.library import Library
from server.plain_page import POLICY
from server.routes.outgoing import fresh
from server.routes.request import Asked
from server.tokens import Keys
from server.way import Way

CHOSEN = QueryParameter(name="language", max_length=12)
HEADERS = {"content-security-policy": POLICY, "x-robots-tag": "noindex", "referrer-policy": "no-referrer"}


@get("/my/{card:str}/{proof:str}", include_in_schema=False)
async def journey(
    request: Asked,
    card: FromPath[str],
    proof: FromPath[str],
    engine: NamedDependency[sa.Engine],
    library: NamedDependency[Library],
    keys: NamedDependency[Keys],
    clock: NamedDependency[Clock],
    way: NamedDependency[Way | None],
    chosen: Annotated[str, CHOSEN] = "",
) -> Response[bytes]:
    """Where the card's holder is and what comes next, in their language or the one they chose."""
    if way is None or not keys.proves_card(card, proof):
        raise Refusal("not-found")
    found = await asyncio.to_thread(find, engine, library.programme, way, card)
    spoken = found.language if found and not found.has_ended else _asked(request, way)
    language = chosen if chosen in way.languages else spoken
    if found is None:
        text = pages.say(way, language, way.unknown)
    elif found.has_ended:
        text = pages.say(way, language, way.ended)
    else:
        text = pages.draw(way, language, found.standing(language), found.clock(clock.now_ms()))
    answer = fresh(request, text.encode(), "text/html")
    answer.headers.update(HEADERS)
    return answer


def _asked(request: Asked, way: Way) -> str:
    """The first language the browser asks for that the pages speak."""
    for wanted in request.headers.get("accept-language", "").split(","):
        tag = wanted.partition(";")[0].strip().lower()
        for language in way.languages:
            if tag in (language.lower(), language.lower().partition("-")[0]):
                return language
    return next(iter(way.languages))
