"""A list enters: each row makes somebody or is recognised as somebody on record already. Nobody is made twice."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from sync import form
from sync.listing import Line, keys_of
from sync.op import Part, Value
from sync.overlay import RecordView, standing
from sync.programme import Programme
from sync.record import Record
from sync.roll_rules import Roll
from sync.seen import Filled, Speaker
from sync.world import journey_of, value_of

How = Literal["new", "changed", "same", "met"]


class Entry(msgspec.Struct, frozen=True):
    """What a row of a list does. `how`: new = makes somebody; changed, same = they were listed already; met = a desk
    has seen them before the list named them. `parts`: of the op that says so; none when nothing changes."""

    row: int
    record: str
    how: How
    form: str
    parts: list[Part]


class Known:
    """Those on record who could be meant, found by what a list recognises people by. Whoever came with the same record
    goes before others."""

    def __init__(self, programme: Programme, roll: Roll, records: Iterable[Record], linked: frozenset[str]) -> None:
        self._found: dict[tuple[object, ...], Record] = {}
        names = {name for key in roll.keys for name in key}
        for record in sorted(records, key=lambda one: (one.id not in linked, one.id)):
            if _state(record, programme) in roll.apart:
                continue
            values = {name: value_of(record, name, programme) for name in names}
            for key in keys_of(roll, values):
                self._found.setdefault(key, record)

    def find(self, roll: Roll, values: Mapping[str, Value]) -> Record | None:
        """Who it is, by the best key that somebody bears."""
        return next((self._found[key] for key in keys_of(roll, values) if key in self._found), None)


def entries(
    programme: Programme,
    roll: Roll,
    whole: Record,
    lines: Sequence[Line],
    known: Known,
    author: Speaker,
    fresh: Callable[[], str],
) -> list[Entry]:
    """What each row does, in the list's order. `whole`: the record the list is for; `fresh`: names for new records."""
    carried = carry(programme, roll, whole)
    taken: set[str] = set()
    found: list[Entry] = []
    for line in lines:
        record = known.find(roll, line.values)
        if record is None or record.id in taken:
            made = fresh()
            parts = _compose(programme, roll.form, made, {**line.values, **carried}, author, None)
            found.append(Entry(line.row, made, "new", roll.form, parts))
            continue
        taken.add(record.id)
        speaks = _state(record, programme) in roll.renew
        values: dict[str, Value] = {**line.values, **carried} if speaks else {roll.link: whole.id}
        view = standing(record, programme)
        parts = _compose(programme, roll.again, record.id, values, author, view)
        was = view.values.get(roll.link) == whole.id
        how: How = "same" if not parts else "changed" if was or speaks else "met"
        found.append(Entry(line.row, record.id, how, roll.again, parts))
    return found


def carry(programme: Programme, roll: Roll, whole: Record) -> dict[str, Value]:
    """What everybody awaited takes over from the record they are listed for."""
    taken: dict[str, Value] = {name: value_of(whole, name, programme) for name in roll.carry}
    return {**{name: value for name, value in taken.items() if value is not None}, roll.link: whole.id}


def following(programme: Programme, roll: Roll, whole: Record, member: Record, author: Speaker) -> Entry | None:
    """What somebody still awaited must take over since the record they are listed for has changed."""
    if _state(member, programme) not in roll.awaited:
        return None
    view = standing(member, programme)
    parts = _compose(programme, roll.again, member.id, carry(programme, roll, whole), author, view)
    return Entry(0, member.id, "changed", roll.again, parts) if parts else None


def _compose(
    programme: Programme, name: str, record: str, values: dict[str, Value], author: Speaker, view: RecordView | None
) -> list[Part]:
    return form.compose(programme, name, [Filled(record, values)], author, lambda _: view)


def _state(record: Record, programme: Programme) -> str:
    journey = journey_of(record, programme)
    return journey.state if journey else ""
