"""Guards: what must hold for an event besides its row. Judged once, on acceptance, and kept with the event."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from sync.match import Look, elements, matches
from sync.op import Value
from sync.programme import Guard, JourneyRules, JourneyStep, PolicyRow, Scalar


class Calls(Protocol):
    """What no match table can say; answered by whoever has the data. A phone says yes where it cannot know."""

    def seats_left(self, holder: str, seats: int) -> bool:
        """Are fewer than `seats` records held by `holder` ("kind:record")?"""
        ...

    def whole_party(self, kind: str, party: str, people: list[str]) -> bool:
        """Is everybody who shares the field `party` with one of these records of `kind` among them?"""
        ...

    def emptied(self, but: list[str], sought: str) -> bool:
        """Does this record hold nobody, but those named and whoever stands in the state `sought`?"""
        ...

    def policy(self, countries: tuple[str, ...]) -> PolicyRow | None:
        """The rule in force for these countries when the record's journey began."""
        ...


def failed(step: JourneyStep, rules: JourneyRules, look: Look, calls: Calls | None) -> tuple[str, ...]:
    """The names of the row's guards that do not hold, in the row's order. Without `calls`, every call holds."""
    return tuple(name for name in step.only_if if not _holds(rules.guards.get(name), look, calls))


def _holds(guard: Guard | None, look: Look, calls: Calls | None) -> bool:
    if guard is None:
        return True
    if not matches(guard.match, look):
        return False
    if guard.any_of and not any(matches(table, look) for table in guard.any_of):
        return False
    return not guard.call or calls is None or _answer(guard.call, guard.args, look, calls)


def _answer(call: str, args: Mapping[str, Scalar], look: Look, calls: Calls) -> bool:
    match call:
        case "seats_left":
            return _seats_left(args, look, calls)
        case "whole_party":
            return calls.whole_party(
                _text(args, "of"), _text(args, "party"), _named(look, _text(args, "people", "people"))
            )
        case "emptied":
            return calls.emptied(_named(look, _text(args, "but")), _text(args, "sought"))
        case _:
            return _policy(args, look, calls)


def _named(look: Look, field: str) -> list[str]:
    return [one for one in elements(look(field)) if isinstance(one, str)]


def _seats_left(args: Mapping[str, Scalar], look: Look, calls: Calls) -> bool:
    """`seats`: the field of the other record with its number of seats. Without record or number nothing is short."""
    holder, seats = look("other"), look(f"other.{_text(args, 'seats', 'seats')}")
    if not isinstance(holder, str) or not isinstance(seats, int):
        return True
    return calls.seats_left(holder, seats)


def _policy(args: Mapping[str, Scalar], look: Look, calls: Calls) -> bool:
    """`countries`: the field that holds them; `asks`: "in_scope", "out_of_scope", "home_allowed", "test", "no_test"."""
    named = countries_in(look(_text(args, "countries", "countries")))
    rule = calls.policy(named)
    match _text(args, "asks", "in_scope"):
        case "out_of_scope":
            return rule is None
        case "home_allowed":
            return rule is None or rule.home_allowed
        case "test":
            return rule is not None and rule.test
        case "no_test":
            return rule is None or not rule.test
        case _:
            return rule is not None


def _text(args: Mapping[str, Scalar], name: str, default: str = "") -> str:
    return str(args.get(name, default))


def countries_in(value: Value) -> tuple[str, ...]:
    """The countries of a `countries` value, whose entries are a code or [code, last date]."""
    heads = (entry[0] if isinstance(entry, list) and entry else entry for entry in elements(value))
    return tuple(head for head in heads if isinstance(head, str))


def rule_in_force(rows: Iterable[PolicyRow], at_ms: int, countries: Iterable[str]) -> PolicyRow | None:
    """The rule for somebody who came from these countries at `at_ms` (ms since 1970 UTC); None when none asks for them.

    Of several the one that began last rules, and of those the first written. A row that lists "*" is for every country.
    """
    named = set(countries)
    live = [row for row in rows if _ms(row.since) <= at_ms and (not row.until or at_ms < _ms(row.until))]
    asked = [row for row in live if "*" in row.countries or named.intersection(row.countries)]
    return max(asked, key=lambda row: _ms(row.since), default=None)


@lru_cache(maxsize=1000)
def _ms(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)
