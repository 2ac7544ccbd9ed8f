"""Bodies on their way to and from the disk. Sealing per person is added here; today it is the identity."""

from typing import Any, TypeVar  # Any: each decoder gives its own shape

import msgspec

from sync.acceptance import PartOutcome
from sync.record import Record

T = TypeVar("T")
_encoder = msgspec.json.Encoder()
# Made once, before there are threads: two that learn a shape at the same moment were seen to crash the interpreter.
_decoders: dict[object, msgspec.json.Decoder[Any]] = {
    shape: msgspec.json.Decoder(shape) for shape in (Record, list[PartOutcome])
}


def seal(value: object) -> bytes:
    return _encoder.encode(value)


def unseal(body: bytes, shape: type[T]) -> T:
    decoder = _decoders.get(shape)
    return decoder.decode(body) if decoder else msgspec.json.decode(body, type=shape)
