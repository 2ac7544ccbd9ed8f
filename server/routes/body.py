"""What comes in through a door: JSON, bounded, perhaps gzipped, decoded once into the Struct the door asks for."""

import re
from typing import TypeVar

import msgspec

from server.intake import Refusal
from server.packing import Broken, TooLarge, inflate
from server.routes.request import Asked
from sync.exchange import LIMITS

T = TypeVar("T", bound=msgspec.Struct)
_PLACE = re.compile(r"^(?P<fault>.*?)(?: - at `\$(?P<path>.*)`)?$", re.DOTALL)


async def read_message(request: Asked, shape: type[T]) -> T:
    """The message of a request. Refuses what is not JSON, too large or not of this shape."""
    return decode(await read_body(request), shape)


async def read_body(request: Asked) -> bytes:
    """What a request brings, unpacked. Refuses what is no JSON by its header, or too large."""
    _check_type(request, "application/json")
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding == "gzip":
        return _inflated(await _read(request, LIMITS.request_compressed_bytes_max))
    if coding in ("", "identity"):
        return await _read(request, LIMITS.request_inflated_bytes_max)
    raise Refusal("wrong-type", expected="gzip")


async def read_bytes(request: Asked, media_type: str, bytes_max: int) -> bytes:
    """What a request brings that is no message. Refuses another type, and more than `bytes_max`."""
    _check_type(request, media_type)
    return await _read(request, bytes_max)


def _check_type(request: Asked, expected: str) -> None:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != expected:
        raise Refusal("wrong-type", expected=expected)


def decode(body: bytes, shape: type[T]) -> T:
    """`body` as a Struct; the refusal names the slot that is wrong."""
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as fault:
        raise Refusal("malformed", **_located(str(fault), shape)) from fault
    except msgspec.DecodeError as fault:
        raise Refusal("malformed", expected="JSON", fault=str(fault)) from fault
    except UnicodeDecodeError as fault:
        raise Refusal("malformed", expected="UTF-8") from fault
    except RecursionError as fault:
        raise Refusal("malformed", expected="values nested less deeply") from fault


async def _read(request: Asked, bytes_max: int) -> bytes:
    received = bytearray()
    if (request.content_length or 0) > bytes_max:
        raise Refusal("too-large", max=bytes_max, unit="bytes")
    async for chunk in request.stream():
        received += chunk
        if len(received) > bytes_max:
            raise Refusal("too-large", max=bytes_max, unit="bytes")
    return bytes(received)


def _inflated(body: bytes) -> bytes:
    try:
        return inflate(body, LIMITS.request_inflated_bytes_max)
    except TooLarge as fault:
        raise Refusal("too-large", max=LIMITS.request_inflated_bytes_max, unit="inflated bytes") from fault
    except Broken as fault:
        raise Refusal("malformed", expected="gzip", fault=str(fault)) from fault


def _located(message: str, shape: type[msgspec.Struct]) -> dict[str, object]:
    """msgspec counts slots from 0; people know them by name."""
    found = _PLACE.match(message)
    assert found, "the pattern takes any text"
    path = found["path"] or ""
    slot = re.match(r"\[(\d+)\]", path)
    if slot:
        path = shape.__struct_fields__[int(slot[1])] + path[slot.end() :]
    return {"at": path.removeprefix(".") or "message", "fault": found["fault"]}
