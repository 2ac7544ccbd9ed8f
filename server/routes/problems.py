"""GET /problems: the catalogue of refusals, and how a refusal is put on the wire (RFC 9457)."""

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from server.intake import Refusal
from server.packing import Kept
from server.routes.outgoing import REVALIDATE, fresh, kept, wants_page
from server.routes.request import Asked
from server.routes.sheet import sheet
from sync.problem import PROBLEMS, Next, Problem

MEDIA_TYPE = "application/problem+json"
BUSY_SECONDS = 2


class Refused(msgspec.Struct, frozen=True):
    """A refusal on the wire (RFC 9457). A fault of ours is "about:blank", without `code` and `next`. More may stand
    beside: where the message is wrong, what was expected."""

    type: str
    title: str
    status: int
    code: str = ""
    next: Next | None = None
    instance: str = ""


@get("/problems", summary="Every refusal, with what to do next", gives=list[Refused])
async def problems(request: Asked) -> Response[bytes]:
    """The whole catalogue."""
    if wants_page(request):
        rows = [(f"{each.status} {each.code}", _sentence(each)) for each in PROBLEMS.values()]
        return sheet(request, "Problems", rows, about="What this house may say no to, and what a phone does next.")
    body = msgspec.json.encode([_document(each) for each in PROBLEMS.values()])
    return await kept(request, Kept(body), "application/json", REVALIDATE)


@get("/problems/{code:str}", summary="One refusal", gives=Refused)
async def problem(request: Asked, code: FromPath[str]) -> Response[bytes]:
    """What `type` of a refusal points to."""
    found = PROBLEMS.get(code)
    if found is None:
        raise Refusal("not-found")
    if wants_page(request):
        return sheet(request, f"{found.status} {found.code}", [("next", found.next)], about=found.title)
    return await kept(request, Kept(msgspec.json.encode(_document(found))), "application/json", REVALIDATE)


def refused(request: Asked, code: str, extras: dict[str, object]) -> Response[bytes]:
    """The answer that says no. `retry_after` (seconds) also becomes the header."""
    found = PROBLEMS[code]
    wait = extras.get("retry_after", BUSY_SECONDS if found.status == 503 else None)
    body = msgspec.json.encode({**_document(found), "instance": request.url.path, **extras})
    answer = fresh(request, body, MEDIA_TYPE, found.status)
    if wait is not None:
        answer.headers["retry-after"] = str(wait)
    if found.status == 401:
        answer.headers["www-authenticate"] = "Bearer"
    return answer


def _document(found: Problem) -> dict[str, object]:
    return {"type": f"/problems/{found.code}", **msgspec.structs.asdict(found)}


def _sentence(found: Problem) -> str:
    return f"{found.title} ({found.next})"
