"""What a cell of somebody's list says: a value of a field, however they wrote it, or a fault to show them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date

from sync import canon
from sync.answer import Known, value_fault
from sync.op import Value
from sync.programme import Field

Words = Mapping[str, Mapping[str, str]]
"""Language -> key -> text."""
CENTURY_YEARS = 100
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ORDERS = ("dmy", "mdy", "ymd")
"""Ways of writing a day with numbers alone, the likeliest first."""
_NUMBERS = re.compile(r"\D*(\d{1,4})\D+(\d{1,2})\D+(\d{1,4})\D*")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NAMED = re.compile(r"(\d{1,2})[\s./-]*([a-z]{3})[a-z]*[\s.,/-]*(\d{2}|\d{4})")
_AMERICAN = re.compile(r"([a-z]{3})[a-z]*[\s.]*(\d{1,2})[\s.,/-]+(\d{4})")
_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})[t ]00:00(:00(\.0+)?)?z?")


def folded(text: str) -> str:
    """A text as it is compared: width, case, signs and spaces say nothing."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in plain if char.isalnum())


def read(
    field: Field, cell: str, meanings: Mapping[str, str], order: str, year: int, places: Known
) -> tuple[Value, str | None]:
    """The value a cell means and, where it means none, the code of its fault. `meanings`: folded text -> value;
    `order`: how this column writes days; `year`: the year it is now, for years of two digits."""
    text = canon.clean(cell).strip()
    if not text:
        return None, None
    value = _value(field, meanings.get(folded(text), text), order, year)
    if field.pattern and isinstance(value, str) and not re.fullmatch(field.pattern, value):
        return None, "pattern"
    fault = value_fault(field, value, places)
    return (None, fault) if fault else (value, None)


def _value(field: Field, text: str, order: str, year: int) -> Value:
    match field.type:
        case "date":
            return read_day(text, order, year) or text
        case "int":
            return int(text) if re.fullmatch(r"-?\d{1,15}", text) else text
        case "phone":
            return _telephone(text)
        case "country" | "code":
            return unicodedata.normalize("NFKC", text).upper()
    return text.upper() if field.policy.normal == "upper" else text


def _telephone(text: str) -> str:
    plain = re.sub(r"[^\d+]", "", unicodedata.normalize("NFKC", text))
    return f"+{plain[2:]}" if plain.startswith("00") else plain


def meanings_of(field: Field, values: Mapping[str, str], words: Words) -> dict[str, str]:
    """Folded text -> value: what the programme says lists write, and what each answer is called in any language."""
    named = {folded(said): value for said, value in values.items()}
    for option in field.options:
        named[folded(option)] = option
        for texts in words.values():
            if text := texts.get(f"{field.label}.{option}"):
                named.setdefault(folded(text), option)
    return named


def order_of(cells: Iterable[str], year: int) -> str:
    """The way of writing days that reads most of a column; of several the likeliest."""
    given = [cell for cell in cells if cell.strip()]
    return max(ORDERS, key=lambda order: sum(read_day(cell, order, year) is not None for cell in given))


def read_day(text: str, order: str, year: int) -> str | None:
    """A day as an ISO date; None for what is none."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if found := _MIDNIGHT.fullmatch(plain):
        return _day(found[1][:4], found[1][5:7], found[1][8:], year)
    if found := _PACKED.fullmatch(plain):
        return _day(found[1], found[2], found[3], year)
    if found := _NAMED.fullmatch(plain):
        return _day(found[3], _month(found[2]), found[1], year)
    if found := _AMERICAN.fullmatch(plain):
        return _day(found[3], _month(found[1]), found[2], year)
    if found := _NUMBERS.fullmatch(plain):
        written = "ymd" if len(found[1]) > 2 else order
        parts = dict(zip(written, found.groups(), strict=True))
        return _day(parts["y"], parts["m"], parts["d"], year)
    return None


def _month(name: str) -> str:
    return str(MONTHS.index(name) + 1) if name in MONTHS else "0"


def _day(year: str, month: str, day: str, now: int) -> str | None:
    """A year of two digits is the last such year that is not to come."""
    if len(year) not in (2, 4):
        return None
    whole = int(year) if len(year) > 2 else now - (now - int(year)) % CENTURY_YEARS
    try:
        return date(whole, int(month), int(day)).isoformat()
    except ValueError:
        return None
