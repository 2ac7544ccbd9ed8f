"""What the OpenAPI document says of a door beyond its address: what it takes, what it gives, how it refuses.

A door names the first two where it stands: `takes=` and `gives=`, each a shape, or a media type where it is no JSON.
Whoever asks for the caller's `device` needs a token, and so does a door that is `signed`.
"""

import functools
from collections.abc import Iterable, Iterator
from typing import Any  # JSON of any shape: the document as Litestar wrote it

import msgspec
from litestar.connection import Request
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.routes import HTTPRoute

from server.routes.problems import MEDIA_TYPE, Refused
from sync.problem import PROBLEMS

JSON = "application/json"
BEARER = "bearer"
PLACE = "#/components/schemas/{name}"
WRONG_METHOD = 405
"""Litestar's own refusal: the one that is not in the catalogue."""


class Nothing(msgspec.Struct, frozen=True):
    """The status says it all."""


class Document(JsonRenderPlugin):
    """The document at /schema/openapi.json."""

    _told: bytes = b""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        if not self._told:
            routes = (route for route in request.app.routes if isinstance(route, HTTPRoute))
            self._told = super().render(request, told(openapi_schema, routes))
        return self._told


def told(document: dict[str, Any], routes: Iterable[HTTPRoute]) -> dict[str, Any]:
    """The document with what the doors say of themselves."""
    doors = list(_doors(document, routes))
    shapes = {opt[word]: None for _, opt in doors for word in ("takes", "gives") if word in opt}
    schemas, components = _schemas((Refused, *(shape for shape in shapes if not isinstance(shape, str))))
    refused = {MEDIA_TYPE: {"schema": schemas[Refused]}}
    statuses = {each.status for each in PROBLEMS.values()} | {WRONG_METHOD}

    def content(what: object) -> dict[str, object]:
        return {what: {"schema": {}}} if isinstance(what, str) else {JSON: {"schema": schemas[what]}}

    for operation, opt in doors:
        if "device" in opt or opt.get("signed"):
            operation["security"] = [{BEARER: []}]
        if "takes" in opt:
            operation["requestBody"] = {"required": True, "content": content(opt["takes"])}
        for status, answer in operation["responses"].items():
            if status.startswith("2") and "gives" in opt:
                answer["content"] = content(opt["gives"])
        for status in statuses:
            operation["responses"][str(status)] = {"description": "A refusal: see /problems", "content": refused}
    document["components"] |= {"schemas": components, "securitySchemes": {BEARER: {"type": "http", "scheme": BEARER}}}
    return document


def _doors(document: dict[str, Any], routes: Iterable[HTTPRoute]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for route in routes:
        for method, operation in document["paths"].get(route.path_format, {}).items():
            handler, _ = route.route_handler_map[method.upper()]
            yield operation, {**handler.opt, **dict.fromkeys(handler.parsed_fn_signature.parameters)}


@functools.cache
def _schemas(shapes: tuple[object, ...]) -> tuple[dict[object, dict[str, Any]], dict[str, Any]]:
    schemas, components = msgspec.json.schema_components(shapes, ref_template=PLACE)
    return dict(zip(shapes, schemas, strict=True)), components
