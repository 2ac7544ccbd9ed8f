"""A record as the server keeps it: standing values, what happened, and where it was visible."""

import msgspec

from sync.exchange import Journey
from sync.op import Action, Value
from sync.stamp import Dot, Stamp


class Head(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An accepted write that no accepted write covers. `v` is the server's order of acceptance on this record;
    `decides` keeps the author's right as judged on acceptance."""

    value: Value
    stamp: Stamp
    v: int
    action: Action = "set"
    source: str | None = None
    decides: bool = False


class Awaited(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A write that was named in a base before it arrived: it will be covered on arrival. `by` is the dot that named it;
    `value` limits the cover to that element (a `remove`)."""

    dot: Dot
    by: Dot
    value: Value = None


class FieldState(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """All that is kept of one field."""

    heads: tuple[Head, ...] = ()
    awaited: tuple[Awaited, ...] = ()


class Happening(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A custody event as accepted. `failed`: guards that did not hold then; `entitled`: its author had the role;
    `late`: a note outside the fold for ever."""

    stamp: Stamp
    v: int
    name: str
    place: str | None
    other: str | None
    data: dict[str, Value] | None
    by: str
    who: str
    version: str
    failed: tuple[str, ...] = ()
    entitled: bool = True
    late: bool = False


class Alias(msgspec.Struct, frozen=True, gc=False):
    """One of several records of the same person. `members`: all of them, the survivor first; `since`: when this one was
    joined to it (null: it is the survivor). The survivor has besides `events`, those of the others, with its own v from
    which each was in sight here, and `fields`, those whose value is picked among the heads of all."""

    members: tuple[str, ...]
    since: Stamp | None = None
    events: tuple[Happening, ...] = ()
    fields: dict[str, FieldState] = msgspec.field(default_factory=dict)


class Record(msgspec.Struct, frozen=True, gc=False):
    """One thing of a kind. `events` are in stamp order. `visible`: (v, scopes) each time its scopes changed, in the
    order of acceptance: what authority at capture is judged by. `journey`: the fold of its chain."""

    kind: str
    id: str
    v: int = 0
    fields: dict[str, FieldState] = msgspec.field(default_factory=dict)
    events: tuple[Happening, ...] = ()
    visible: tuple[tuple[int, tuple[str, ...]], ...] = ()
    journey: Journey | None = None
    alias: Alias | None = None

    @property
    def chain(self) -> tuple[Happening, ...]:
        """All that happened to the person, in stamp order: a survivor's chain holds what was said of its others."""
        if self.alias is None or not self.alias.events:
            return self.events
        own = {(event.stamp, event.name) for event in self.events}
        others = (event for event in self.alias.events if (event.stamp, event.name) not in own)
        return tuple(sorted((*self.events, *others), key=lambda event: event.stamp))

    @property
    def names(self) -> tuple[str, ...]:
        """Under which its person is known; the one that goes on first."""
        return self.alias.members if self.alias else (self.id,)

    def field(self, name: str) -> FieldState | None:
        """The standing values of a field; None when nobody wrote it."""
        return (self.alias.fields.get(name) if self.alias else None) or self.fields.get(name)

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes it is in now."""
        return self.visible[-1][1] if self.visible else ()
