"""What goes wrong behind a door, and what is said of it. Details stay in the house's own log."""

import logging

import msgspec
import sqlalchemy as sa
from litestar import Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from server.intake import Refusal
from server.routes.outgoing import fresh
from server.routes.problems import MEDIA_TYPE, refused
from server.routes.request import Asked
from server.writer import Busy, Unwritten

log = logging.getLogger(__name__)

CODES = {400: "malformed", 401: "unauthorised", 403: "forbidden", 404: "not-found", 413: "too-large", 415: "wrong-type"}


def on_refusal(request: Asked, refusal: Refusal) -> Response[bytes]:
    return refused(request, refusal.code, refusal.extras)


def on_busy(request: Asked, _fault: Busy) -> Response[bytes]:
    return refused(request, "busy", {})


def on_unwritten(request: Asked, fault: Exception) -> Response[bytes]:
    """The database did not take or give it: the phone keeps what it has and comes back."""
    log.error("%s %s: the database failed: %s", request.method, request.url.path, fault)
    return refused(request, "busy", {})


def on_http(request: Asked, fault: HTTPException) -> Response[bytes]:
    """What Litestar itself refuses: unknown addresses, wrong methods, unreadable parameters."""
    if fault.status_code >= 500:
        return on_fault(request, fault)
    code = CODES.get(fault.status_code)
    if code:
        return refused(request, code, {})
    answer = _unlisted(request, fault.status_code, fault.detail)
    answer.headers.update(fault.headers or {})
    return answer


def on_fault(request: Asked, fault: Exception) -> Response[bytes]:
    """A fault of ours. Nothing was acknowledged."""
    log.error("%s %s failed", request.method, request.url.path, exc_info=fault)
    return _unlisted(request, 500, "The house failed. What was sent is not acknowledged: keep it and try again.")


HANDLERS: ExceptionHandlersMap = {
    Refusal: on_refusal,
    Busy: on_busy,
    Unwritten: on_unwritten,
    sa.exc.SQLAlchemyError: on_unwritten,
    HTTPException: on_http,
    Exception: on_fault,
}


def _unlisted(request: Asked, status: int, title: str) -> Response[bytes]:
    body = msgspec.json.encode({"type": "about:blank", "title": title, "status": status})
    return fresh(request, body, MEDIA_TYPE, status)
