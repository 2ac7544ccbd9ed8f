"""Op: one act of one person on one device. The only unit that travels; all or nothing."""

from typing import TYPE_CHECKING, Any, Literal  # Any: a decoder cannot express a value, canon judges it

import msgspec

from sync.stamp import Dot

if TYPE_CHECKING:
    Value = str | int | bool | None | list["Value"]
else:
    Value = Any
"""A canonical value: decoders let anything through and `sync.canon` judges it. Decimals travel as strings."""

Action = Literal["set", "add", "remove", "inc"]


class Write(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One field written. `base` names the heads the author was looking at."""

    field: str
    action: Action
    value: Value
    base: list[Dot] = msgspec.field(default_factory=list)
    source: str | None = None


class Event(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A custody event as its author sent it. `place` is where it happened, `other` the record in its other slot."""

    name: str
    place: str | None = None
    other: str | None = None
    data: dict[str, Value] | None = None


class Part(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What an op does to one record. `seen` is the dot of the record's last custody event its author had."""

    kind: str
    record: str
    writes: list[Write]
    event: Event | None = None
    seen: Dot | None = None


class Op(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An act as frozen when it was saved. `at` and `paper_at` are ms since 1970 UTC by the phone's clock;
    `mono` is [page session, ms reading of its monotonic clock]; `by` is the signed-in person; `was`: its first name,
    where its phone was enrolled anew before the op had a verdict."""

    seq: int
    at: int
    mono: tuple[str, int] | None
    by: str
    form: str
    version: str
    reason: str | None
    adopts: Dot | None
    paper_at: int | None
    parts: list[Part]
    was: Dot | None = None
