"""The page of a roll: who should have come, who has been seen, and who is still to be found, each by name."""

import msgspec
import sqlalchemy as sa

from server.boards.standing import Face, Row, face_of
from server.lists import people
from server.storage.engine import reading
from sync import roll as law
from sync import wall
from sync.programme import Programme
from sync.record import Record
from sync.roll_rules import Roll
from sync.world import journey_of, own_words, value_of


class RollGroup(msgspec.Struct, frozen=True):
    """Those in one group. `open`: nobody has seen them yet."""

    name: str
    open: bool
    rows: list[Row]


class RollBoard(msgspec.Struct, frozen=True):
    """As of `as_of` (ms): `total` = everybody in `groups` + `unnamed`, or `balanced` is false.

    `announced`: how many were announced, if anybody said; `unnamed`: of these, whom no list names and nobody has seen.
    `besides`: who came with it though neither list nor number has room for them. `faces`: "kind:record" -> how they
    are called.
    """

    as_of: int
    announced: int | None
    total: int
    groups: list[RollGroup]
    unnamed: int
    besides: list[Row]
    adrift: list[Row]
    balanced: bool
    faces: dict[str, Face]


def read_roll(engine: sa.Engine, programme: Programme, roll: Roll, record: str, now: int) -> RollBoard | None:
    """None when there is no such record. Whoever may see the roll sees its names: they brought the list."""
    kind = programme.forms[roll.form].about
    with reading(engine) as db:
        whole = people.records(db, [record]).get(record)
        if whole is None or whole.kind != roll.of:
            return None
        listed = people.listed(db, roll, kind, record)
        known = {**people.came_with(db, programme, roll, kind, whole), **listed}
    announced = value_of(whole, roll.count, programme) if roll.count else None
    said = announced if isinstance(announced, int) else None
    members = [law.Member(one.id, _state(one, programme), one.id in listed) for one in known.values()]
    balance = law.balance(roll, members, said)
    look = _Look(programme, {**known, record: whole}, now)
    return RollBoard(
        as_of=now,
        announced=said,
        total=balance.total,
        groups=[RollGroup(group.name, group.open, look.rows(group.records)) for group in balance.groups],
        unnamed=balance.unnamed,
        besides=look.rows(balance.besides),
        adrift=look.rows(balance.adrift),
        balanced=balance.balanced,
        faces={f"{kind}:{one.id}": face_of(one, programme) for one in known.values()},
    )


class _Look:
    """Rows of these records, the first to be over first."""

    def __init__(self, programme: Programme, records: dict[str, Record], now: int) -> None:
        self._programme, self._records, self._now = programme, records, now

    def rows(self, ids: tuple[str, ...]) -> list[Row]:
        found = [self._row(self._records[one]) for one in ids]
        return sorted(found, key=lambda row: (row.limit_at or 2**53, row.since, row.key))

    def _row(self, record: Record) -> Row:
        journey = journey_of(record, self._programme)
        row = Row(
            f"{record.kind}:{record.id}",
            journey.state if journey else "",
            journey.holder if journey else None,
            journey.since if journey else 0,
        )
        # Clocks that hang on other records than those of the roll are the wall's to show.
        look = wall.words_through_links(record, self._programme, self._records.get, lambda *_link: None)
        limit = wall.soonest(record.kind, journey, look, self._programme.timers)
        return msgspec.structs.replace(row, **msgspec.structs.asdict(limit)) if limit else row


def _state(record: Record, programme: Programme) -> str:
    return str(own_words(record, programme)("state") or "")
