"""What a form is filled from: a record as one device sees it, and who speaks."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import msgspec

from sync.exchange import Journey
from sync.op import Value
from sync.stamp import Dot, Stamp


class Filled(msgspec.Struct, frozen=True):
    """A form as filled for one record. `sources`: field -> where its value came from ("mrz", "scan", "typed")."""

    record: str
    values: dict[str, Value]
    sources: dict[str, str] = {}


class SeenHead(msgspec.Struct, frozen=True):
    """A standing value as its reader sees it. `base`: for an own write still without a verdict, what it named."""

    value: Value
    stamp: Stamp
    how: str | None = None
    base: tuple[Dot, ...] = ()


class SeenEvent(Protocol):
    """A custody event as its reader sees it."""

    @property
    def stamp(self) -> Stamp: ...
    @property
    def other(self) -> str | None: ...


class View(Protocol):
    """A record as one device sees it, its own unsent ops laid over."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Value]: ...
    @property
    def heads(self) -> Mapping[str, Sequence[SeenHead]]: ...
    @property
    def journey(self) -> Journey | None: ...
    @property
    def events(self) -> Sequence[SeenEvent]: ...


class Speaker(Protocol):
    """Who fills the form, and where."""

    @property
    def place(self) -> str: ...
    def word(self, name: str) -> Value:
        """The value of "actor.<name>"."""
        ...


Views = Callable[[str], View | None]
