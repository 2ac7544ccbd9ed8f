"""The house's own clock: when a record's time is up, the event its timer names is recorded like any other act."""

import asyncio
from collections.abc import Iterator

import msgspec
import sqlalchemy as sa

from server.clock import Clock
from server.intake import Intake, Taken
from server.intake.desk import Desk
from server.storage import tables as t
from server.storage.body import unseal
from server.storage.engine import off_loop, reading
from server.storage.rows import upsert
from server.writer import Writer
from sync import duty
from sync.exchange import LIMITS, Exchange
from sync.op import Event, Op, Part
from sync.programme import Programme
from sync.record import Record
from sync.rights import CLOCK, Author
from sync.world import journey_of, looker

INC = "clock0"
ACTOR = "u-clock"
HOUSE = Author(INC, ACTOR, "Homeward", "", (CLOCK, "system"), ())
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
    """Looks at the clock when told to; survives restarts because it remembers nothing that matters."""

    def __init__(self, engine: sa.Engine, writer: Writer, intake: Intake, clock: Clock) -> None:
        self._engine = engine
        self._writer = writer
        self._intake = intake
        self._clock = clock
        self._tried: set[tuple[str, str, int]] = set()
        self._one_at_a_time = asyncio.Lock()

    async def open(self) -> None:
        """Enrol the house itself: its acts are ops of an incarnation like any phone's."""
        await self._writer.run(self._enrol)

    async def tick(self) -> Taken | None:
        """Record every event that is due now. An event that did not fit once is not tried again for the same stay."""
        async with self._one_at_a_time:
            return await self._tick()

    async def _tick(self) -> Taken | None:
        now = self._clock.now_ms()
        overdue, last_seq = await off_loop(self._overdue, now)
        fresh = [one for one in overdue if one.key not in self._tried][: LIMITS.ops_per_exchange_max]
        if not fresh:
            return None
        self._tried.update(one.key for one in fresh)
        version = self._intake.programme.version
        ops = [
            Op(seq, now, None, ACTOR, CLOCK, version, None, None, None, [one.part])
            for seq, one in enumerate(fresh, last_seq + 1)
        ]
        raw = [msgspec.Raw(msgspec.json.encode(op)) for op in ops]
        return await self._intake.accept(INC, Exchange(INC, now, None, raw, held=0))

    def _overdue(self, now: int) -> tuple[list[Overdue], int]:
        programme = self._intake.programme
        with reading(self._engine) as db:
            device = sa.select(t.incarnations.c.last_seq).where(t.incarnations.c.inc == INC)
            last_seq = db.execute(device).scalar_one()
            found = {one.key: one for one in _candidates(db, programme, now)}
        return list(found.values()), last_seq

    def _enrol(self, db: sa.Connection) -> None:
        now = self._clock.now_ms()
        roles = msgspec.json.encode(HOUSE.roles).decode()
        upsert(db, t.actors, [{"id": ACTOR, "who": HOUSE.who, "place": "", "roles": roles, "created_at": now}])
        known = db.execute(sa.select(t.incarnations.c.inc).where(t.incarnations.c.inc == INC)).scalar()
        if known is None:
            row = {"inc": INC, "actor": ACTOR, "place": "", "roles": roles, "scopes": "[]"}
            db.execute(sa.insert(t.incarnations).values(**row, enrolled_at=now, last_seq=0, last_eff=0))


def _candidates(db: sa.Connection, programme: Programme, now: int) -> Iterator[Overdue]:
    desk = Desk(db, programme)
    for timer in programme.timers:
        minutes = [step.minutes for step in timer.steps if step.emit]
        if not minutes:
            continue
        records = t.records.c
        rows = db.execute(
            sa.select(records.body).where(
                records.kind == timer.about,
                records.state.in_(timer.in_),
                records.since <= now - min(minutes) * MINUTE_MS,
            )
        )
        for row in rows:
            yield from _due(unseal(row.body, Record), desk, programme, now)


def _due(record: Record, desk: Desk, programme: Programme, now: int) -> Iterator[Overdue]:
    journey = journey_of(record, programme)
    if journey is None:
        return
    look = looker(programme, desk, record, HOUSE, None)
    for due in duty.due(record.kind, journey, look, programme.timers):
        if due.emit and due.at_ms <= now:
            part = Part(record.kind, record.id, [], Event(due.emit), journey.last)
            yield Overdue(part, journey.since)
            return
