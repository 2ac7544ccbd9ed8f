"""Is this an answer to that question? What cannot be one is quarantined by the server and marked by the phone."""

import re
from collections.abc import Container
from datetime import date

from sync import canon
from sync.country import COUNTRIES
from sync.op import Value
from sync.programme import Field, FieldType

SIGN_BYTES_MAX = 20 * 1024
INTEGER_MAX = 2**53

_ENTRY: dict[FieldType, FieldType] = {
    "multi": "choice",
    "refs": "ref",
    "countries": "country",
    "dates": "date",
    "photo": "photo",
}
"""What one entry of a list type is."""

_PATTERNS: dict[FieldType, re.Pattern[str]] = {
    "num": re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?"),
    "phone": re.compile(r"\+[1-9][0-9]{6,14}"),
    "language": re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?"),
    "code": re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./:_*-]*"),
    "photo": re.compile(r"[0-9a-f]{64}"),
    "sign": re.compile(r"[0-9A-Za-z ,.;:|+-]*"),
    "mrz": re.compile(
        r"([A-Z0-9<]{44}\n){1}[A-Z0-9<]{44}|[A-Z0-9<]{36}\n[A-Z0-9<]{36}|([A-Z0-9<]{30}\n){2}[A-Z0-9<]{30}"
    ),
}
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_DATETIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,3})?)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
)
_ACTOR = re.compile(r"u[0-9a-z]{1,40}")

Known = Container[str]
"""The places there are, by code."""


def value_fault(field: Field, value: Value, places: Known) -> str | None:
    """Why a value cannot stand in the field as a whole, None if it can (nothing always can).

    format, option, place, low, high, long.
    """
    if value is None:
        return None
    if field.policy.name in ("set", "log") and isinstance(value, list):
        return next((why for entry in value if (why := element_fault(field, entry, places))), None)
    if field.type in _ENTRY or field.type == "list":
        return _list_fault(field, value, places)
    return _one_fault(field, field.type, value, places)


def element_fault(field: Field, value: Value, places: Known) -> str | None:
    """Why a value cannot be one entry of a field that gathers entries (`set`, `log`), None if it can."""
    if field.type == "list":
        return None if isinstance(value, str | int | list) else "format"
    if field.type == "countries":
        return _stay_fault(field, value, places)
    return _one_fault(field, _ENTRY.get(field.type, field.type), value, places)


def _list_fault(field: Field, value: Value, places: Known) -> str | None:
    if not isinstance(value, list):
        return "format"
    if field.type == "dates" and (len(value) != 2 or [*value] != sorted(value, key=str)):
        return "format"
    return next((why for entry in value if (why := element_fault(field, entry, places))), None)


def _stay_fault(field: Field, value: Value, places: Known) -> str | None:
    """A country one has been in, alone or as [country, last date]."""
    if not isinstance(value, list):
        return _one_fault(field, "country", value, places)
    if len(value) != 2 or not isinstance(value[0], str):
        return "format"
    return _one_fault(field, "country", value[0], places) or (
        None if value[1] is None else _one_fault(field, "date", value[1], places)
    )


def _one_fault(field: Field, kind: FieldType, value: Value, places: Known) -> str | None:
    if kind == "bool":
        return None if isinstance(value, bool) else "format"
    if kind == "int":
        is_whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= INTEGER_MAX
        return _bounds_fault(field, float(value)) if is_whole and isinstance(value, int) else "format"
    if not isinstance(value, str):
        return "format"
    if kind == "sign":
        return _form_fault(kind, value) or ("long" if len(value) > SIGN_BYTES_MAX else None)
    if len(value) > field.length_max:
        return "long"
    return _text_fault(field, kind, value, places)


def _text_fault(field: Field, kind: FieldType, text: str, places: Known) -> str | None:
    match kind:
        case "text":
            return None
        case "num":
            return _form_fault(kind, text) or _bounds_fault(field, float(text))
        case "choice":
            return None if text in field.options else "option"
        case "language":
            return _form_fault(kind, text) or (None if _offered(field, text) else "option")
        case "country":
            return None if text in COUNTRIES else "option"
        case "date":
            return None if is_date(text) else "format"
        case "datetime":
            return None if is_datetime(text) else "format"
        case "place":
            return _place_fault(field, text, places)
        case "ref":
            return None if canon.is_record_id(text) or _ACTOR.fullmatch(text) else "format"
        case _:
            return _form_fault(kind, text)


def _form_fault(kind: FieldType, text: str) -> str | None:
    return None if _PATTERNS[kind].fullmatch(text) else "format"


def _offered(field: Field, text: str) -> bool:
    return not field.options or text in field.options


def _bounds_fault(field: Field, number: float) -> str | None:
    if field.lowest is not None and number < field.lowest:
        return "low"
    return "high" if field.highest is not None and number > field.highest else None


def _place_fault(field: Field, text: str, places: Known) -> str | None:
    """`of` names the kind of place, or several with a bar between."""
    kinds = field.of.split("|") if field.of else []
    is_kind = not kinds or text.partition(":")[0] in kinds
    return None if is_kind and text in places else "place"


def is_date(text: str) -> bool:
    """An ISO date; a document may leave out the day, or month and day."""
    found = _DATE.fullmatch(text)
    if not found:
        return False
    year, month, day = (int(group) if group else 1 for group in found.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def is_datetime(text: str) -> bool:
    """An RFC 3339 time with its offset."""
    found = _DATETIME.fullmatch(text)
    return bool(found) and is_date(found[1]) if found else False
