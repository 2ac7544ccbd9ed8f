"""Acts filled under an older version of a form, read as the newest one asks. The log keeps them as they were sent."""

from collections.abc import Sequence

import msgspec

from sync.canon import INTEGER_MAX
from sync.op import Op, Part, Value, Write
from sync.programme import Programme
from sync.upcast_rules import Upcast

DECIMALS_MAX = 12


class _Unclear(Exception):
    """Nobody can tell from the act what it would say today."""


def upcast(op: Op, programme: Programme) -> tuple[Op, tuple[str, ...]]:
    """The op in the words of today, and the fields that cannot be said in them: these stand as they were written."""
    if not programme.upcasts or not any(_concerns(part, programme.upcasts) for part in op.parts):
        return op, ()
    lost: list[str] = []
    parts = []
    for part in op.parts:
        writes, unclear = today(part.kind, part.writes, programme.upcasts)
        lost += unclear
        parts.append(msgspec.structs.replace(part, writes=writes))
    return msgspec.structs.replace(op, parts=parts), tuple(lost)


def today(kind: str, writes: Sequence[Write], rules: Sequence[Upcast]) -> tuple[list[Write], list[str]]:
    """The writes of one part as `upcast` reads them. Rules are followed in their order, so that one may go on where an
    earlier one ended."""
    answers = {write.field: write.value for write in writes}
    read: list[Write] = []
    lost: list[str] = []
    for write in writes:
        try:
            read.append(_today(kind, write, answers, rules))
        except _Unclear:
            read.append(write)
            lost.append(write.field)
    return read, lost


def name_today(kind: str, field: str, rules: Sequence[Upcast]) -> str:
    """What a field is called today."""
    for rule in rules:
        if (rule.of, rule.field) == (kind, field):
            field = rule.now
    return field


def _concerns(part: Part, rules: Sequence[Upcast]) -> bool:
    return any(rule.of == part.kind and rule.field == write.field for rule in rules for write in part.writes)


def _today(kind: str, write: Write, answers: dict[str, Value], rules: Sequence[Upcast]) -> Write:
    field, value = write.field, write.value
    for rule in rules:
        if (rule.of, rule.field) == (kind, field):
            if rule.now != write.field and rule.now in answers:
                raise _Unclear  # the act says it under both names
            field, value = rule.now, _value(value, rule, answers)
    return write if field == write.field and value == write.value else _said(write, field, value)


def _said(write: Write, field: str, value: Value) -> Write:
    return msgspec.structs.replace(write, field=field, value=value)


def _value(value: Value, rule: Upcast, answers: dict[str, Value]) -> Value:
    if value is None:
        return None
    if isinstance(value, list):
        return [_value(item, rule, answers) for item in value]
    if rule.times != 1 or rule.over != 1:
        return _number(value, rule)
    word = _word(value)
    if word in rule.is_:
        told = rule.is_[word].get(_word(answers.get(rule.by)), "")
    elif word in rule.values:
        told = rule.values[word]
    else:
        return value
    if not told:
        raise _Unclear
    return told


def _word(value: Value) -> str:
    """An answer as a key of a table: yes and no are words there."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | str) else ""


def _number(value: Value, rule: Upcast) -> Value:
    """A number in another unit, exact or not at all: whole stays whole, decimals are text as ever."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise _Unclear
    if isinstance(value, int):
        whole, rest = divmod(value * rule.times, rule.over)
        if rest or abs(whole) > INTEGER_MAX:
            raise _Unclear
        return whole
    return _decimal(value, rule)


def _decimal(text: str, rule: Upcast) -> str:
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, behind = digits.partition(".")
    if not (whole + behind).isascii() or not (whole + behind).isdigit():
        raise _Unclear
    number, places = int(whole + behind) * rule.times, len(behind)
    while number % rule.over and places < DECIMALS_MAX:
        number, places = number * 10, places + 1
    if number % rule.over:
        raise _Unclear
    said = str(number // rule.over).rjust(places + 1, "0")
    head, tail = said[: len(said) - places], said[len(said) - places :].rstrip("0")
    plain = f"{head}.{tail}" if tail else head
    return plain if plain == "0" else sign + plain
