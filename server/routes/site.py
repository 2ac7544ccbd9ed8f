"""Everything else: the phone app. Any address a person opens gets its shell; the app knows what to show there."""

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from server.intake import Refusal
from server.routes.outgoing import IMMUTABLE, REVALIDATE, kept, wants_page
from server.routes.request import Asked
from server.routes.sheet import sheet
from server.site import Page, Site

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types homeward",
    )
)
"""Nothing inline, nothing from elsewhere, no text taken for script; pictures may also be drawn or taken on the phone.
The one policy that is named vouches for the worker (pwa/src/worker_address.ts)."""


@get("/", include_in_schema=False)
async def front(request: Asked, site: NamedDependency[Site]) -> Response[bytes]:
    """The shell, or word on how to build it."""
    return await _shell(request, site)


@get("/{path:path}", include_in_schema=False)
async def page(request: Asked, path: FromPath[str], site: NamedDependency[Site]) -> Response[bytes]:
    """One file of the app, or its shell."""
    found = site.page(path)
    if found and path != "/index.html":
        return await _file(request, path, found)
    last = path.rpartition("/")[2]
    if wants_page(request) and ("." not in last or found):
        return await _shell(request, site)
    raise Refusal("not-found")


async def _file(request: Asked, path: str, found: Page) -> Response[bytes]:
    if path == "/worker.js":
        # The worker's own policy rules what it may fetch.
        headers = {"service-worker-allowed": "/", "content-security-policy": POLICY}
        return await kept(request, found.kept, found.media_type, REVALIDATE, headers)
    cache = IMMUTABLE if path.startswith("/assets/") else REVALIDATE
    return await kept(request, found.kept, found.media_type, cache)


async def _shell(request: Asked, site: Site) -> Response[bytes]:
    if site.shell is None:
        about = "The phone app has not been built yet. In the project's folder, run: make run"
        return sheet(request, "Homeward", [], status=503, about=about)
    headers = {"content-security-policy": POLICY}
    return await kept(request, site.shell.kept, site.shell.media_type, REVALIDATE, headers)
