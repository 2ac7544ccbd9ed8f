"""Ops that are canonical at first sight, told by one strict reading: only others are looked through by canon."""

import unicodedata
from typing import Annotated

import msgspec

from sync.canon import INTEGER_MAX, NO_JSON
from sync.op import Action

_Int = Annotated[int, msgspec.Meta(ge=-INTEGER_MAX, le=INTEGER_MAX)]
_One = str | _Int | bool | None
_Value = _One | list[_One | list[_One]]
_Dot = tuple[str, _Int]


class _Write(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    field: str
    action: Action
    value: _Value
    base: list[_Dot] = []
    source: str | None = None


class _Event(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    name: str
    place: str | None = None
    other: str | None = None
    data: dict[str, _Value] | None = None


class _Part(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    kind: str
    record: str
    writes: list[_Write]
    event: _Event | None = None
    seen: _Dot | None = None


class _Op(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    seq: _Int
    at: _Int
    mono: _Dot | None
    by: str
    form: str
    version: str
    reason: str | None
    adopts: _Dot | None
    paper_at: _Int | None
    parts: list[_Part]
    was: _Dot | None = None


_STRICT = msgspec.json.Decoder(_Op)


def is_canonical(raw: bytes) -> bool:
    """Whether `canon.fault_of` surely has nothing to say of this op as sent; where this is unsure the answer is no.

    A text is in NFC where all of the message is, and NUL or half a character can only be there escaped.
    """
    if b"\\u" in raw:
        return False
    try:
        if not raw.isascii() and not unicodedata.is_normalized("NFC", raw.decode()):
            return False
        _STRICT.decode(raw)
    except NO_JSON:
        return False
    return True
