"""The daily closing report: everybody who arrived, where their chain ended, and who is still open, each by name."""

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec
import sqlalchemy as sa

from server.boards.standing import Face, Row, Standings
from server.boards.wall import read_board
from server.rebuild import replayed
from server.storage.engine import reading
from server.storage.erased import counts
from sync import wall as law
from sync.programme import Programme
from sync.record import Record
from sync.wall_rules import Standing, Wall
from sync.world import NO_JOURNEY, journey_of


class Closing(msgspec.Struct, frozen=True):
    """As of `as_of` (ms since 1970 UTC). `still_open`: whoever has not come to the end of their chain, with their
    holder, the longest first. `recounted`: the same equation, counted anew from the log alone. `faces`: "kind:record"
    -> how rows and holders are called."""

    as_of: int
    headcount: law.Headcount
    recounted: law.Headcount
    still_open: list[Row]
    faces: dict[str, Face]

    @property
    def holds(self) -> bool:
        """Does the equation balance, and does the log say the same?"""
        return self.headcount.balanced and self.headcount == self.recounted


def read_closing(engine: sa.Engine, programme: Programme, wall: Wall, now: int) -> Closing:
    """Counted twice: from the records as every screen has them, and from the log."""
    going = tuple(state for column in wall.columns if column.custody != "over" for state in column.in_)
    board = read_board(engine, programme, wall, wall.at, now)
    with reading(engine) as db:
        standings = Standings(db, programme, wall, now)
        rows = sorted(standings.standing(Standing(wall.of, going)), key=lambda row: (row.since, row.key))
        faces = standings.faces([key for row in rows for key in (row.key, row.holder)], wall.at)
        _, records, _ = replayed(db, programme)
        gone = [law.Tally(state, None, count) for kind, state, _, count in counts(db) if kind == wall.of]
    return Closing(now, board.headcount, recount(wall, records.values(), programme, gone), rows, faces)


def recount(
    wall: Wall, records: Iterable[Record], programme: Programme, gone: Iterable[law.Tally] = ()
) -> law.Headcount:
    """The equation from whole records, and from the number of those that are no more."""
    counted = Counter(_standing(wall, records, programme))
    return law.headcount(wall, [*(law.Tally(*where, count) for where, count in counted.items()), *gone])


def _standing(wall: Wall, records: Iterable[Record], programme: Programme) -> Iterator[tuple[str, str | None]]:
    for record in records:
        if record.kind == wall.of:
            journey = journey_of(record, programme) or NO_JOURNEY
            yield journey.state, journey.holder
