"""The house's own clock: when a record's time is up, the event its timer names is recorded like any other act."""

import asyncio
from collections.abc import Iterator

import msgspec
import sqlalchemy as sa

from server.clock import Clock
from server.intake import Intake, Taken
from server.intake.desk import Desk
from server.notify import ends
from server.storage import tables as t
from server.storage.body import prepare, unseal
from server.storage.engine import off_loop, reading
from server.voice import HOUSE, Saying, Voice
from server.writer import Writer
from sync import duty
from sync.exchange import LIMITS
from sync.op import Event, Part
from sync.programme import Programme
from sync.record import Record
from sync.rights import CLOCK
from sync.world import journey_of, looker

SECONDS_BETWEEN = 5
MINUTE_MS = 60_000


class Overdue(msgspec.Struct, frozen=True):
    """A record whose time is up, and the event that says so."""

    part: Part
    since: int

    @property
    def key(self) -> tuple[str, str, int]:
        return self.part.record, self.part.event.name if self.part.event else "", self.since


class Watch:
    """Looks at the clock when told to."""

    def __init__(self, engine: sa.Engine, writer: Writer, intake: Intake, clock: Clock) -> None:
        self._engine = engine
        self._intake = intake
        self._clock = clock
        self.voice = Voice(engine, writer, intake, clock)
        self._tried: set[tuple[str, str, int]] = set()
        self._one_at_a_time = asyncio.Lock()

    async def open(self) -> None:
        """The house itself is one of those who act."""
        await self.voice.open()

    async def tick(self) -> Taken | None:
        """Record every event that is due now. An event that did not fit once is not tried again for the same stay."""
        async with self._one_at_a_time:
            overdue = await off_loop(self._overdue, self._clock.now_ms())
            fresh = [one for one in overdue if one.key not in self._tried][: LIMITS.ops_per_exchange_max]
            if not fresh:
                return None
            taken = await self.voice.say([Saying(CLOCK, [one.part]) for one in fresh])
            self._tried.update(one.key for one in fresh)
            return taken

    def _overdue(self, now: int) -> list[Overdue]:
        programme = self._intake.programme
        with reading(self._engine) as db:
            found = {one.key: one for one in _candidates(db, programme, now)}
        return list(found.values())


def _candidates(db: sa.Connection, programme: Programme, now: int) -> Iterator[Overdue]:
    desk = Desk(db, programme)
    for timer in programme.timers:
        minutes = [step.minutes for step in timer.steps if step.emit]
        if not minutes:
            continue
        records = t.records.c
        before = records.since <= now - min(minutes) * MINUTE_MS
        rows = db.execute(
            sa.select(records.id, records.body).where(
                records.kind == timer.about, records.state.in_(timer.in_), before | ends.has_passed(now)
            )
        ).all()
        prepare(db, (row.body for row in rows))
        edited = ends.edited(db, [row.id for row in rows])
        for row in rows:
            yield from _due(unseal(db, row.body, Record), desk, programme, now, edited.get(row.id))


def _due(record: Record, desk: Desk, programme: Programme, now: int, ends_at: int | None) -> Iterator[Overdue]:
    journey = journey_of(record, programme)
    if journey is None:
        return
    look = looker(programme, desk, record, HOUSE, None)
    dues = duty.due(record.kind, journey, look, programme.timers)
    for due in duty.ending(dues, ends_at) if ends_at else dues:
        if due.emit and due.at_ms <= now:
            part = Part(record.kind, record.id, [], Event(due.emit), journey.last)
            yield Overdue(part, journey.since)
            return
