"""/my/{card}/{proof}: a traveller's own way, opened from the QR on their card. No account; it ends on arrival."""

import asyncio
from typing import Annotated

import sqlalchemy as sa
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from server import way as pages
from server.audit import Audit, Reader
from server.boards.way import find
from server.clock import Clock
from server.intake import Refusal
from server.library import Library
from server.plain_page import POLICY
from server.routes.outgoing import fresh
from server.routes.request import Asked
from server.tokens import Keys
from server.wake import Wake
from server.watch import Watch
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
    audit: NamedDependency[Audit],
    way: NamedDependency[Way | None],
    chosen: Annotated[str, CHOSEN] = "",
) -> Response[bytes]:
    """Where the card's holder is and what comes next, in their language or the one they chose."""
    way = _proven(way, keys, card, proof)
    found = await asyncio.to_thread(find, engine, library.programme, way, card)
    spoken = found.language if found and not found.has_ended else _asked(request, way)
    language = chosen if chosen in way.languages else spoken
    if found is None:
        text = pages.say(way, language, way.unknown)
    elif found.has_ended:
        text = pages.say(way, language, way.ended)
    else:
        await audit.note_once(Reader(), "way", card, [found.record])
        now = found.clock(clock.now_ms())
        text = pages.draw(way, language, found.standing(language), now, f"/my/{card}/{proof}")
    answer = fresh(request, text.encode(), "text/html")
    answer.headers.update(HEADERS)
    return answer


@post("/my/{card:str}/{proof:str}/{what:str}", include_in_schema=False)
async def ask(
    card: FromPath[str],
    proof: FromPath[str],
    what: FromPath[str],
    engine: NamedDependency[sa.Engine],
    library: NamedDependency[Library],
    keys: NamedDependency[Keys],
    way: NamedDependency[Way | None],
    watch: NamedDependency[Watch],
    wake: NamedDependency[Wake],
    chosen: Annotated[str, CHOSEN] = "",
) -> Response[None]:
    """Tell the staff where the card's holder is what they ask for; once, until somebody met it."""
    way = _proven(way, keys, card, proof)
    found = await asyncio.to_thread(find, engine, library.programme, way, card)
    if what not in {one["name"] for one in way.asks.ask}:
        raise Refusal("not-found")
    if found and found.place and not found.has_ended and what not in found.asked:
        taken = await watch.voice.fill(way.asks.form, found.wish(what), found.place)
        wake.ring(taken.rung)
    language = f"?language={chosen}" if chosen in way.languages else ""
    return Response(None, status_code=303, headers={"location": f"/my/{card}/{proof}{language}", **HEADERS})


def _proven(way: Way | None, keys: Keys, card: str, proof: str) -> Way:
    """The pages, for whoever holds the card itself. Refuses a guessed number."""
    if way is None or not keys.proves_card(card, proof):
        raise Refusal("not-found")
    return way


def _asked(request: Asked, way: Way) -> str:
    """The first language the browser asks for that the pages speak."""
    for wanted in request.headers.get("accept-language", "").split(","):
        tag = wanted.partition(";")[0].strip().lower()
        for language in way.languages:
            if tag in (language.lower(), language.lower().partition("-")[0]):
                return language
    return next(iter(way.languages))
