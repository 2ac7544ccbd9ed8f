"""A page of a programme while it is read: every wrong key is noted with its file and what would be allowed."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

import msgspec

from sync.programme import Match, Scalar

Name = TypeVar("Name", bound=str)
Toml = object
"""What a TOML value may be."""


class Fault(msgspec.Struct, frozen=True):
    """One thing wrong with a programme, said so that its author can mend it."""

    file: str
    key: str
    said: str
    allowed: tuple[str, ...] = ()

    def __str__(self) -> str:
        where = f"{self.file}: {self.key}" if self.key else self.file
        return f"{where}: {self.said}" + (f"; allowed: {', '.join(self.allowed)}" if self.allowed else "")


class Faults:
    """The faults found so far, in the order in which they were found."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, file: str, key: str, said: str, allowed: Iterable[str] = ()) -> None:
        fault = Fault(file, key, said, tuple(allowed))
        if fault not in self.found:
            self.found.append(fault)

    def unless_in(self, name: str, allowed: Iterable[str], file: str, key: str, what: str = "name") -> bool:
        """Note a name that is not among the allowed ones; True when it is."""
        known = tuple(allowed)
        if name in known:
            return True
        self.add(file, key, f"{name!r} is not a {what} of this programme", sorted(known))
        return False


class Sheet:
    """A table of a file. Asking for a key gives its value in the wanted shape, or the default and a fault."""

    def __init__(self, file: str, key: str, table: Mapping[str, Toml], faults: Faults) -> None:
        self.file, self.key, self.table, self.faults = file, key, table, faults

    def at(self, key: str) -> str:
        """The full name of a key of this table."""
        return f"{self.key}.{key}" if self.key else key

    def fault(self, key: str, said: str, allowed: Iterable[str] = ()) -> None:
        self.faults.add(self.file, self.at(key) if key else self.key, said, allowed)

    def only(self, *allowed: str) -> "Sheet":
        """Note every key that has no meaning here."""
        for key in self.table:
            if key not in allowed:
                self.fault(key, "this key has no meaning here", allowed)
        return self

    def has(self, key: str) -> bool:
        return key in self.table

    def text(self, key: str, default: str | None = None) -> str:
        value = self.table.get(key, default)
        if isinstance(value, str) and (value or default is not None):
            return value
        self.fault(key, "a text is needed" if value is None else f"{value!r} is not a text", ("a text",))
        return default or ""

    def flag(self, key: str) -> bool:
        value = self.table.get(key, False)
        if not isinstance(value, bool):
            self.fault(key, f"{value!r} is neither true nor false", ("true", "false"))
        return value is True

    def number(self, key: str, default: int | None) -> int | None:
        value = self.table.get(key, default)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self.fault(key, f"{value!r} is not a whole number", ("a whole number",))
        return default

    def one_of(self, key: str, allowed: tuple[Name, ...], default: Name | None = None) -> Name:
        """One of a few names. Without a default the key is needed."""
        value = self.table.get(key, default)
        for name in allowed:
            if value == name:
                return name
        said = "one of these is needed" if value is None else f"{value!r} is none of these"
        self.fault(key, said, allowed)
        return default if default is not None else allowed[0]

    def texts(self, key: str, needed: bool = False) -> tuple[str, ...]:
        value = self.table.get(key, [])
        if isinstance(value, list) and all(isinstance(one, str) for one in value) and (value or not needed):
            return tuple(str(one) for one in value)
        self.fault(
            key, "a list of texts is needed" if not value else f"{value!r} is not a list of texts", ('["…", "…"]',)
        )
        return ()

    def dictionary(self, key: str) -> dict[str, str]:
        """A table of texts."""
        value = self.table.get(key, {})
        if isinstance(value, dict) and all(isinstance(one, str) for one in value.values()):
            return {str(name): str(one) for name, one in value.items()}
        self.fault(key, f"{value!r} is not a table of texts", ('{ name = "text" }',))
        return {}

    def match(self, key: str) -> Match:
        return as_match(self, key, self.table.get(key, {}))

    def child(self, key: str) -> "Sheet":
        """The table under a key; empty when there is none."""
        value = self.table.get(key, {})
        if not isinstance(value, dict):
            self.fault(key, f"{value!r} is not a table", (f"[{self.at(key)}]",))
            value = {}
        return Sheet(self.file, self.at(key), value, self.faults)

    def children(self) -> Iterator[tuple[str, "Sheet"]]:
        """Every table in this one, by name."""
        for key in self.table:
            yield key, self.child(key)

    def rows(self, key: str) -> list["Sheet"]:
        """The tables of a list of tables."""
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.fault(key, f"{value!r} is not a list of tables", (f"[[{self.at(key)}]]",))
            return []
        return [Sheet(self.file, f"{self.at(key)}[{n}]", one, self.faults) for n, one in enumerate(value)]


def as_match(sheet: Sheet, key: str, value: Toml) -> Match:
    """A match table: reference word -> value or list of values."""
    if not isinstance(value, dict):
        sheet.fault(key, f"{value!r} is not a match table", ('{ word = "value" }', '{ word = ["a", "b"] }'))
        return {}
    match: Match = {}
    for word, expected in value.items():
        if _is_expected(expected):
            match[word] = expected
        else:
            sheet.fault(
                f"{key}.{word}", f"{expected!r} cannot be compared", ("a text, number, true, false or list of them",)
            )
    return match


def _is_expected(value: Toml) -> bool:
    return all(_is_scalar(one) for one in value) if isinstance(value, list) else _is_scalar(value)


def _is_scalar(value: Toml) -> bool:
    return isinstance(value, Scalar)
