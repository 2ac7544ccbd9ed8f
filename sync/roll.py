"""The roll is called: everybody on the list stands in one group, and whoever is in none tips the balance."""

from collections.abc import Iterable

import msgspec

from sync.programme import Programme
from sync.roll_rules import Roll


class Member(msgspec.Struct, frozen=True):
    """Somebody of a roll. `listed`: a list names them; else they only say that they came with it."""

    record: str
    state: str
    listed: bool = True


class Called(msgspec.Struct, frozen=True):
    """A group of the roll and the records in it."""

    name: str
    open: bool
    records: tuple[str, ...]


class Balance(msgspec.Struct, frozen=True):
    """`total` = everybody in `groups` + `unnamed`, or `balanced` is false.

    `unnamed`: announced, on no list and not seen. `besides`: seen, though neither a list nor the number announced has
    room for them. `adrift`: in a state that no group counts.
    """

    total: int
    groups: tuple[Called, ...]
    unnamed: int
    besides: tuple[str, ...]
    adrift: tuple[str, ...]
    balanced: bool


def roll_of(programme: Programme, kind: str) -> Roll | None:
    """The roll that records of this kind have."""
    return next((roll for roll in programme.rolls if roll.of == kind), None)


def balance(roll: Roll, members: Iterable[Member], announced: int | None) -> Balance:
    """Listed = seen by kind + not seen. Where more were announced than are listed, whoever came with it fills the
    places without a name."""
    counted = [member for member in members if member.state not in roll.apart]
    listed = [member for member in counted if member.listed]
    others = [member for member in counted if not member.listed]
    places = max(0, (announced or 0) - len(listed))
    present, besides = [*listed, *others[:places]], others[places:]
    groups = tuple(
        Called(group.name, group.open, tuple(one.record for one in present if one.state in group.in_))
        for group in roll.groups
    )
    known = {state for group in roll.groups for state in group.in_}
    adrift = tuple(one.record for one in present if one.state not in known)
    total, unnamed = max(announced or 0, len(listed)), max(0, places - len(others))
    balanced = total == sum(len(group.records) for group in groups) + unnamed
    return Balance(total, groups, unnamed, tuple(one.record for one in besides), adrift, balanced)
