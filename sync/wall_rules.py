"""What a programme says of its wall: what is counted, in which columns, and who cannot be pointed to."""

from typing import Literal

import msgspec


class WallColumn(msgspec.Struct, frozen=True, omit_defaults=True):
    """A term of the headcount: those in one of the states `in_`, called "wall.<name>".

    `custody`: "open" = somebody answers for them and hands them on, "over" = the chain is closed, "lost" = it is torn.
    """

    name: str
    in_: tuple[str, ...] = msgspec.field(name="in")
    custody: Literal["open", "over", "lost"] = "open"


class Standing(msgspec.Struct, frozen=True):
    """Records of kind `of` in one of the states `in_`."""

    of: str
    in_: tuple[str, ...] = msgspec.field(name="in")


class Together(msgspec.Struct, frozen=True):
    """One way a party goes: its members in these states are at one place, but for `minutes` after a move."""

    in_: tuple[str, ...] = msgspec.field(name="in")
    minutes: int = 10


class Wall(msgspec.Struct, frozen=True, omit_defaults=True):
    """What whoever oversees the whole operation sees at once; opened from the places `at`.

    Counted are records of kind `of`, but those in `not_counted`; each state of theirs stands in one column.
    `promises`: who has promised to fetch whom; `vehicles`: what moves people. `unaccounted`: states in which nobody
    knows where somebody is; `unaccounted_late`: words or events of timers that say so once they are due. `reminders`:
    words of timers that ask somebody to look and make nobody late. `silent_minutes`: from when on a phone that holds
    acts and was not heard is silent. `soon_minutes`: how long before its time a row is shown.
    `together`: the ways on which whoever is not with their party is named.
    """

    of: str
    at: tuple[str, ...]
    not_counted: tuple[str, ...]
    columns: tuple[WallColumn, ...]
    promises: Standing
    vehicles: Standing
    unaccounted: tuple[str, ...]
    unaccounted_late: tuple[str, ...] = ()
    reminders: tuple[str, ...] = ()
    silent_minutes: int = 30
    soon_minutes: int = 15
    together: tuple[Together, ...] = ()
