"""What goes out through a door: packed as the caller can read it, fingerprinted, never sent twice."""

from litestar import Response

from server.packing import SMALL_BYTES, Kept, choose, pack
from server.routes.request import Asked

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
PRIVATE = "no-store"


def fresh(request: Asked, body: bytes, media_type: str, status: int = 200) -> Response[bytes]:
    """An answer made for this request alone."""
    coding = choose(request.headers.get("accept-encoding", "")) if len(body) >= SMALL_BYTES else None
    headers = {"cache-control": PRIVATE, "vary": "accept, accept-encoding"}
    if coding:
        headers["content-encoding"] = coding
        body = pack(body, coding)
    return Response(body, status_code=status, headers=headers, media_type=media_type)


async def kept(
    request: Asked, text: Kept, media_type: str, cache: str, headers: dict[str, str] | None = None
) -> Response[bytes]:
    """A text that many ask for: 304 where the caller has it already."""
    sent = {"cache-control": cache, "etag": text.etag, "vary": "accept, accept-encoding", **(headers or {})}
    if _has(request, text.etag):
        return Response(b"", status_code=304, headers=sent, media_type=media_type)
    body, coding = await text.packed(choose(request.headers.get("accept-encoding", "")))
    if coding:
        sent["content-encoding"] = coding
    return Response(body, headers=sent, media_type=media_type)


def wants_page(request: Asked) -> bool:
    """Whether a person with a browser asks, not a program."""
    return "text/html" in request.headers.get("accept", "")


def _has(request: Asked, etag: str) -> bool:
    known = request.headers.get("if-none-match", "")
    return any(each.strip().removeprefix("W/") in (etag, "*") for each in known.split(","))
