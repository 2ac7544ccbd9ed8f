"""Rows of the wall: who stands where since when, until when, and how they are called."""

from collections.abc import Iterable

import msgspec
import sqlalchemy as sa

from server.notify import ends
from server.storage import tables as t
from server.storage.body import unseal_all
from server.storage.rows import chunks
from sync import duty
from sync import wall as law
from sync.match import Look, elements, matches
from sync.op import Value
from sync.programme import Programme, Timer
from sync.record import Record
from sync.wall_rules import Standing, Wall
from sync.world import journey_of, made_at, value_of

MINUTE_MS = 60_000


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """A record on the wall, `key` "kind:record". Times in ms since 1970 UTC; `limit_at` 0: no clock runs. `say`, `who`:
    what its clock says and to which roles. `aboard`: how many of the counted kind it holds. `rest_with`: the holder of
    the rest of its party. `flaws`: what only a person can settle, "guard:<name>" or the code of an anomaly."""

    key: str
    state: str
    holder: str | None
    since: int
    warn_at: int = 0
    limit_at: int = 0
    say: str = ""
    who: tuple[str, ...] = ()
    aboard: int = 0
    rest_with: str | None = None
    flaws: tuple[str, ...] = ()


class Face(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a record is called: the number and title of its card, field by field; `people`: how many it names; `party`:
    whom it belongs together with."""

    number: str = ""
    party: str = ""
    title: dict[str, Value] = {}
    people: int = 0


class Standings:
    """Rows of one snapshot. Bodies are read where a condition or a name needs them, each once."""

    def __init__(self, db: sa.Connection, programme: Programme, wall: Wall, now: int) -> None:
        self._db, self._programme, self._wall, self._now = db, programme, wall, now
        self._bodies: dict[str, Record] = {}

    def late(self) -> list[Row]:
        """Whose time is up or nearly, the first to be over first; of several clocks of one record the first counts."""
        found: dict[str, Row] = {}
        for timer in self._programme.timers:
            for row in self._timed(timer):
                known = found.get(row.key)
                if known is None or row.limit_at < known.limit_at:
                    found[row.key] = row
        return sorted(found.values(), key=lambda row: (row.limit_at, row.key))

    def unaccounted(self, late: Iterable[Row]) -> list[Row]:
        """Whom nobody can point to: by their state, or because whoever should have spoken for them is late."""
        wall, records = self._wall, t.records.c
        clocked = {row.key: row for row in late}
        rows = self._rows(records.kind == wall.of, records.state.in_(wall.unaccounted))
        found = {row.key: clocked.get(row.key, row) for row in rows}
        for row in clocked.values():
            kind = row.key.partition(":")[0]
            if row.say not in wall.unaccounted_late or row.limit_at > self._now:
                continue
            if kind == wall.of:
                found.setdefault(row.key, row)
            else:
                for one in self._rows(records.kind == wall.of, records.holder == row.key):
                    with_clock = {"limit_at": row.limit_at, "say": row.say, "who": row.who}
                    found.setdefault(one.key, msgspec.structs.replace(one, **with_clock))
        return sorted(found.values(), key=lambda row: (row.since, row.key))

    def standing(self, standing: Standing) -> list[Row]:
        """All of a kind in these states, each with its clock; those with time left last."""
        rows = self._rows(t.records.c.kind == standing.of, t.records.c.state.in_(standing.in_))
        self._fetch(row.key for row in rows)
        until = self._until(rows)
        clocked = (self._clocked(row, until.get(row.key)) for row in rows)
        return sorted(clocked, key=lambda row: (row.limit_at or 2**53, row.since, row.key))

    def aboard(self, rows: list[Row], tallies: Iterable[law.Tally]) -> list[Row]:
        """The same rows, each with how many it holds."""
        held: dict[str, int] = {}
        for tally in tallies:
            held[tally.holder or ""] = held.get(tally.holder or "", 0) + tally.count
        return [msgspec.structs.replace(row, aboard=held.get(row.key, 0)) for row in rows]

    def faces(self, keys: Iterable[str | None], scopes: tuple[str, ...]) -> dict[str, Face]:
        """How these records are called, as far as they are in one of the asker's scopes."""
        wanted = {key.partition(":")[2]: key for key in keys if key and key.partition(":")[0] in self._programme.kinds}
        seen: set[str] = set()
        members = t.members.c
        for some in chunks(sorted(wanted)):
            here = (members.record.in_(some), members.scope.in_(scopes), members.present)
            seen.update(self._db.execute(sa.select(members.record).where(*here)).scalars())
        self._fetch(wanted[record] for record in seen)
        return {
            wanted[record]: face_of(self._bodies[record], self._programme)
            for record in sorted(seen & self._bodies.keys())
        }

    def _timed(self, timer: Timer) -> list[Row]:
        before = law.entered_before(timer, self._wall, self._now)
        if before is None:
            return []
        records = t.records.c
        soon = self._now + self._wall.soon_minutes * MINUTE_MS
        looked_at = (records.since <= before) | ends.has_passed(soon)
        rows = self._rows(records.kind == timer.about, records.state.in_(timer.in_), looked_at)
        until = self._until(rows)
        starts = {row.key: row.since for row in rows}
        if timer.while_ or timer.later_of or timer.since:
            self._fetch(row.key for row in rows)
            rows = [row for row in rows if self._holds(timer, row)]
            begun = ((row.key, self._start(timer, row)) for row in rows)
            starts = {key: at for key, at in begun if at is not None}
        running = [row for row in rows if row.key in starts]
        reminders = self._wall.reminders
        limits = [(row, law.limit_of(timer, starts[row.key], reminders, until.get(row.key))) for row in running]
        return [_with(row, limit) for row, limit in limits if limit and law.is_shown(limit, self._wall, self._now)]

    def _holds(self, timer: Timer, row: Row) -> bool:
        record = self._find(row.key.partition(":")[2])
        return record is not None and matches(timer.while_, self._look(record))

    def _start(self, timer: Timer, row: Row) -> int | None:
        record = self._find(row.key.partition(":")[2])
        journey = journey_of(record, self._programme) if record else None
        if record is None or journey is None:
            return row.since
        return duty.start(timer, journey, self._look(record))

    def _look(self, record: Record) -> Look:
        return law.words_through_links(record, self._programme, self._find, self._newest)

    def _newest(self, target: str, kind: str, field: str) -> Record | None:
        links = t.links.c
        here = (links.target == target, links.kind == kind, links.field == field)
        ids = self._db.execute(sa.select(links.record).where(*here)).scalars().all()
        self._fetch(f"{kind}:{record}" for record in ids)
        found = [self._bodies[record] for record in ids if record in self._bodies]
        return max(found, key=made_at, default=None)

    def _until(self, rows: Iterable[Row]) -> dict[str, int]:
        """When the time to answer is over, where people have edited it."""
        if not self._programme.ladder:
            return {}
        keys = {row.key.partition(":")[2]: row.key for row in rows}
        return {keys[record]: at for record, at in ends.edited(self._db, keys.keys()).items()}

    def _clocked(self, row: Row, until: int | None) -> Row:
        record = self._find(row.key.partition(":")[2])
        if record is None:
            return row
        journey = journey_of(record, self._programme)
        limit = law.soonest(
            record.kind, journey, self._look(record), self._programme.timers, self._wall.reminders, until
        )
        return _with(row, limit)

    def _rows(self, *where: sa.ColumnElement[bool]) -> list[Row]:
        records = t.records.c
        found = self._db.execute(
            sa.select(records.kind, records.id, records.state, records.holder, records.since).where(*where)
        )
        return [Row(f"{row.kind}:{row.id}", row.state, row.holder, row.since) for row in found]

    def _find(self, record: str) -> Record | None:
        if record not in self._bodies:
            self._fetch([f":{record}"])
        return self._bodies.get(record)

    def _fetch(self, keys: Iterable[str]) -> None:
        ids = {key.partition(":")[2] for key in keys} - self._bodies.keys()
        for some in chunks(sorted(ids)):
            bodies = self._db.execute(sa.select(t.records.c.body).where(t.records.c.id.in_(some))).scalars()
            self._bodies.update({record.id: record for record in unseal_all(self._db, bodies, Record)})


def _with(row: Row, limit: law.Limit | None) -> Row:
    return msgspec.structs.replace(row, **msgspec.structs.asdict(limit)) if limit else row


def face_of(record: Record, programme: Programme) -> Face:
    """How a record is called."""
    card = programme.cards.get(record.kind)
    if card is None:
        return Face()
    values = {name: value_of(record, name, programme) for name in (*card.title, card.number, card.party) if name}
    people = elements(value_of(record, card.people, programme)) if card.people else []
    return Face(
        number=str(values.get(card.number) or ""),
        party=str(values.get(card.party) or ""),
        title={name: values[name] for name in card.title if name != card.people and values[name] is not None},
        people=len(people),
    )
