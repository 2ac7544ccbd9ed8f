"""An op as the log keeps it: to the byte as received, each part sealed for the record it is about.

So what was said of one record can be destroyed and what the same act said of others is kept.
"""

from collections.abc import Iterable, Mapping

import msgspec
import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.storage.body import open_sealed, seal, with_keys
from server.storage.erased import erased_among
from server.storage.ring import ring_of

ERASED = ""
"""The kind of a part whose record is no more."""
ENDS = (b"]]", b"],null]")
"""How an op ends after its parts that says nothing more."""


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """A run of an op's bytes, sealed under `name` or, without one, as it is. `instead`: what stands there once the key
    is destroyed."""

    bytes_: bytes
    name: str = ""
    instead: bytes = b""


class _Slots(msgspec.Struct, array_like=True):
    seq: msgspec.Raw
    at: msgspec.Raw
    mono: msgspec.Raw
    by: msgspec.Raw
    form: msgspec.Raw
    version: msgspec.Raw
    reason: msgspec.Raw
    adopts: msgspec.Raw
    paper_at: msgspec.Raw
    parts: list[msgspec.Raw]


class _About(msgspec.Struct, array_like=True):
    kind: str
    record: str


_pieces = msgspec.msgpack.Decoder(list[Piece])
_slots = msgspec.json.Decoder(_Slots)
_about = msgspec.json.Decoder(_About)
_encoder = msgspec.msgpack.Encoder()


def pieces(raw: bytes, inc: str, seq: int) -> list[Piece]:
    """The bytes of an op, still plain, cut where another record begins. What cannot be read goes under a name of its
    own."""
    by_itself = f"op {inc} {seq}"
    try:
        slots = _slots.decode(raw)
        abouts = [_about.decode(part).record or by_itself for part in slots.parts]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return [Piece(raw, by_itself, b"null")]
    own = next(iter(abouts), by_itself)
    cut: list[Piece] = []
    at = done = start = 0
    for slot in (slots.seq, slots.at, slots.mono, slots.by, slots.form, slots.version, slots.reason):
        start = raw.index(slot, at)
        at = start + len(slot)
    if bytes(slots.reason) != b"null":
        cut += [Piece(raw[done:start]), Piece(raw[start:at], own, b"null")]
        done = at
    for slot in (slots.adopts, slots.paper_at):
        at = raw.index(slot, at) + len(slot)
    for part, record in zip(slots.parts, abouts, strict=True):
        start = raw.index(part, at)
        at = start + len(part)
        cut += [Piece(raw[done:start]), Piece(raw[start:at], record, msgspec.json.encode([ERASED, record, []]))]
        done = at
    if not abouts or raw[at:] in ENDS:
        return [*cut, Piece(raw[done:])]
    return [*cut, Piece(raw[at:], own, b"]]")]


def names_of(cut: Iterable[Piece]) -> set[str]:
    return {piece.name for piece in cut if piece.name}


def sealed(cut: Iterable[Piece], ciphers: Mapping[str, AESGCM]) -> bytes:
    """As the table has it. What has no cipher is left out at once."""
    return _encoder.encode([_closed(piece, ciphers.get(piece.name)) for piece in cut])


def _closed(piece: Piece, cipher: AESGCM | None) -> Piece:
    if not piece.name:
        return piece
    said = seal(cipher, piece.name, piece.bytes_) if cipher else b""
    return Piece(said, piece.name, piece.instead)


def opened(db: sa.Connection, bodies: Iterable[bytes]) -> list[bytes]:
    """The ops as they were received, in order. For what was erased stands a part of no kind. Raises Lost."""
    entries = [_pieces.decode(body) for body in bodies]
    names = {name for cut in entries for name in names_of(cut)}
    missing = names - ring_of(db).ciphers(db, names).keys()
    there = names - erased_among(db, missing)
    return with_keys(db, there, lambda ciphers: [b"".join(_open(piece, ciphers) for piece in cut) for cut in entries])


def _open(piece: Piece, ciphers: Mapping[str, AESGCM]) -> bytes:
    if not piece.name:
        return piece.bytes_
    cipher = ciphers.get(piece.name)
    return open_sealed(cipher, piece.bytes_) if cipher and piece.bytes_ else piece.instead
