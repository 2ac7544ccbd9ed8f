"""Bodies on their way to and from the disk: sealed (AES-256-GCM) with the key of the record they are of."""

import secrets
from collections.abc import Callable, Iterable
from typing import Any, TypeVar  # Any: each decoder gives its own shape

import msgspec
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.storage.ring import NONCE_BYTES, ring_of
from sync.acceptance import PartOutcome
from sync.record import Record

T = TypeVar("T")
SEALED = b"\x01"
"""The first byte of what is sealed; no JSON and no picture begins with it."""
_encoder = msgspec.json.Encoder()
# Made once, before there are threads: two that learn a shape at the same moment were seen to crash the interpreter.
_decoders: dict[object, msgspec.json.Decoder[Any]] = {
    shape: msgspec.json.Decoder(shape) for shape in (Record, list[PartOutcome])
}


class Lost(Exception):
    """A key is not there and nobody has destroyed it: the keys were not put back (docs/operate.md)."""


def seal(cipher: AESGCM, name: str, plain: bytes) -> bytes:
    """`plain` under the key of `name`, which stands before it; it is of no use under another name."""
    head = name.encode()
    nonce = secrets.token_bytes(NONCE_BYTES)
    return SEALED + len(head).to_bytes(2) + head + nonce + cipher.encrypt(nonce, plain, head)


def name_of(body: bytes) -> str:
    """Whose key a sealed body wants."""
    return body[3 : 3 + int.from_bytes(body[1:3])].decode()


def open_sealed(cipher: AESGCM, body: bytes) -> bytes:
    """What `seal` was given."""
    start = 3 + int.from_bytes(body[1:3])
    end = start + NONCE_BYTES
    return cipher.decrypt(body[start:end], body[end:], body[3:start])


def prepare(db: sa.Connection, bodies: Iterable[bytes]) -> None:
    """Look the keys of these up together, for who unseals one after the other."""
    ring_of(db).ciphers(db, map(name_of, bodies))


def unseal(db: sa.Connection, body: bytes, shape: type[T]) -> T:
    """One document."""
    return unseal_all(db, [body], shape)[0]


def unseal_all(db: sa.Connection, bodies: Iterable[bytes], shape: type[T]) -> list[T]:
    """Documents, in order; their keys are looked up together. Raises Lost."""
    wanted = list(bodies)
    names = [name_of(body) for body in wanted]
    plain = with_keys(db, set(names), lambda ciphers: [open_sealed(ciphers[name_of(body)], body) for body in wanted])
    return [decode(each, shape) for each in plain]


def with_keys(db: sa.Connection, names: set[str], read: Callable[[dict[str, AESGCM]], T]) -> T:
    """What `read` makes of the keys of these names. They are looked up anew where they turn out to be of a database
    that was since put back to an older state. Raises Lost."""
    ring = ring_of(db)
    try:
        return read(_all(ring.ciphers(db, names), names))
    except InvalidTag:
        ring.forget(names)
        return read(_all(ring.ciphers(db, names), names))


def _all(ciphers: dict[str, AESGCM], names: set[str]) -> dict[str, AESGCM]:
    if missing := names - ciphers.keys():
        raise Lost(f"the key of {min(missing)} is missing")
    return ciphers


def encode(value: object) -> bytes:
    """What names nobody, as it is."""
    return _encoder.encode(value)


def decode(plain: bytes, shape: type[T]) -> T:
    if shape is bytes:
        return plain  # type: ignore[return-value]  # T is bytes
    decoder = _decoders.get(shape)
    return decoder.decode(plain) if decoder else msgspec.json.decode(plain, type=shape)
