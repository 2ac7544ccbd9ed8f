"""Bodies on their way to and from the disk. Sealing per person is added here; today it is the identity."""

from typing import TypeVar

import msgspec

T = TypeVar("T")
_encoder = msgspec.json.Encoder()


def seal(value: object) -> bytes:
    return _encoder.encode(value)


def unseal(body: bytes, shape: type[T]) -> T:
    return msgspec.json.decode(body, type=shape)
