"""Canonical values: what may stand in a field, when two of them say the same, and what an op as sent amounts to.

Both languages must agree to the bit, so nothing here leans on what a decoder made of 1.0, 1e2 or 2^53+1.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

import msgspec

from sync.op import Value

Normal = Literal["text", "upper", "digits"]

INTEGER_MAX = 2**53
LISTS_DEEP_MAX = 2
NOTHING = object()
NO_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_RECORD_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
# Spelt out: `\s` and str.split() mean other characters here than in JavaScript.
_SPACES = re.compile("[\t\n\v\f\r \u00a0\u3000]+")
_SPACES_AND_HYPHENS = re.compile("[\t\n\v\f\r \u00a0\u3000-]+")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_ASCII_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def fault(value: object) -> str | None:
    """Why a value may not stand in a field, None if it may: float, integer, text, nfc, deep or type."""
    if type(value) is str and value.isascii() and "\0" not in value:
        return None  # most values
    return _fault(value, 0)


def _fault(value: object, deep: int) -> str | None:
    if isinstance(value, str):
        return _text_fault(value)
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int):
        return None if abs(value) <= INTEGER_MAX else "integer"
    if isinstance(value, float):
        return "float"
    if isinstance(value, list):
        if deep == LISTS_DEEP_MAX:
            return "deep"
        return next((why for item in value if (why := _fault(item, deep + 1))), None)
    return "type"


def _text_fault(text: str) -> str | None:
    if text.isascii():
        return "text" if "\0" in text else None
    if _UNSTORABLE.search(text):
        return "text"
    return None if unicodedata.is_normalized("NFC", text) else "nfc"


def name_fault(name: str) -> str | None:
    """Why a name of a field, form, kind, state or event may not stand, None if it may."""
    return None if _NAME.fullmatch(name) else "name"


def is_record_id(text: str) -> bool:
    """Whether a text is a record's id: a uuid7, lower case."""
    return _RECORD_ID.fullmatch(text) is not None


def clean(text: str) -> str:
    """The text as a phone saves it: NFC, without what no store can hold."""
    return unicodedata.normalize("NFC", _UNSTORABLE.sub(lambda bad: "" if bad[0] == "\0" else "\ufffd", text))


def normal(value: Value, how: Normal = "text") -> Value:
    """The value under which it is compared with others."""
    if isinstance(value, str):
        return _normal_text(value, how)
    return [normal(item, how) for item in value] if isinstance(value, list) else value


def _normal_text(text: str, how: Normal) -> str:
    if how == "digits":
        kept = re.sub(r"[^0-9+]", "", text)
        return kept[:1] + kept[1:].replace("+", "")
    composed = unicodedata.normalize("NFC", text)
    if how == "upper":
        return _SPACES_AND_HYPHENS.sub("", composed).translate(_ASCII_UPPER)
    return _SPACES.sub(" ", composed).strip(" ")


def equal(a: Value, b: Value, how: Normal = "text") -> bool:
    """Whether two values say the same. 1 and true do not."""
    return _same(normal(a, how), normal(b, how))


def _same(a: Value, b: Value) -> bool:
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(_same, a, b))
    return type(a) is type(b) and a == b


def hash64(record: str, v: int) -> int:
    """Fingerprint of a record at a version: two FNV-1a-32 over "record NUL v", high half first."""
    high, low = 0x811C9DC5, 0x01000193 ^ 0x811C9DC5
    for byte in f"{record}\0{v}".encode():
        high = (high ^ byte) * 0x01000193 & 0xFFFFFFFF
        low = (low ^ byte) * 0x01000193 & 0xFFFFFFFF
    return high << 32 | low


def sum_of(rows: Iterable[tuple[str, int]]) -> tuple[int, str]:
    """How many records, and the xor of their fingerprints in 16 hex digits, as a `Sum` of the wire says it."""
    count, xor = 0, 0
    for record, v in rows:
        count += 1
        xor ^= hash64(record, v)
    return count, f"{xor:016x}"


def digest(raw: bytes | msgspec.Raw) -> str:
    """SHA-256 (hex) of an op as sent: spaces, escapes and absent trailing slots make no difference, 1 and 1.0 do.

    What is no JSON at all is digested byte for byte.
    """
    return digest_of(raw, read(raw))


def sent_fault(raw: bytes | msgspec.Raw) -> tuple[str, str] | None:
    """Where and why an op as sent is not canonical, None if it is. Where: the field written, else ""."""
    return fault_of(read(raw))


def read(raw: bytes | msgspec.Raw) -> object:
    """What a text says, NOTHING where it is no JSON: read once for all that is asked of it."""
    try:
        said: object = msgspec.json.decode(raw)
    except NO_JSON:
        return NOTHING
    return said


def digest_of(raw: bytes | msgspec.Raw, said: object) -> str:
    """`digest` of a text that says this."""
    canonical = bytes(raw) if said is NOTHING else msgspec.json.encode(said, order="sorted")
    if b"null]" in canonical and said is not NOTHING:
        canonical = msgspec.json.encode(trimmed_op(said), order="sorted")
    return hashlib.sha256(canonical).hexdigest()


def fault_of(said: object) -> tuple[str, str] | None:
    """`sent_fault` of what an op says."""
    if said is NOTHING:
        return "", "json"
    for part in _slot(said, 9):
        for write in _slot(part, 2):
            if isinstance(write, list) and len(write) > 2 and (why := fault(write[2])):
                return str(write[0]), why
    why = _unsound(said)
    return ("", why) if why else None


def trimmed(slots: list[object], least: int = 0) -> list[object]:
    """Positional slots without the absent ones at the end; the first `least` always stay."""
    end = len(slots)
    while end > least and slots[end - 1] is None:
        end -= 1
    return slots[:end]


def trimmed_op(said: object) -> object:
    """An op as decoded, without absent slots at the ends; what is not of its shape as it is."""
    if not isinstance(said, list) or len(said) < 10 or not isinstance(said[9], list):
        return said
    return trimmed([*said[:9], [_trimmed_part(part) for part in said[9]], *said[10:]])


def _trimmed_part(part: object) -> object:
    if not isinstance(part, list) or len(part) < 3 or not isinstance(part[2], list):
        return part
    writes = [trimmed(write, 3) if isinstance(write, list) else write for write in part[2]]
    behind = [trimmed(slot, 1) if isinstance(slot, list) else slot for slot in part[3:4]]
    return trimmed([*part[:2], writes, *behind, *part[4:]], 3)


def _slot(slots: object, at: int) -> list[object]:
    if isinstance(slots, list) and len(slots) > at and isinstance(slots[at], list):
        return list(slots[at])
    return []


def _unsound(said: object) -> str | None:
    """What no database and no other language would read as it was sent, wherever in an op it stands."""
    open_ = [said]
    for item in open_:  # grows as it goes
        if isinstance(item, str):
            if "\0" in item:
                return "text"
        elif isinstance(item, list):
            open_ += item
        elif isinstance(item, int):
            if abs(item) > INTEGER_MAX:
                return "integer"
        elif isinstance(item, float):
            return "float"
        elif isinstance(item, dict):
            open_ += [*item, *item.values()]
    return None
