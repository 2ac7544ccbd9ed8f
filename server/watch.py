"""The house's own clock: when a record's time is up, the event its timer names is recorded like any other act."""

import asyncio
import secrets
from collections.abc import Iterator

import msgspec
import sqlalchemy as sa

from server.clock import Clock
from server.intake import Intake, Taken, devices
from server.intake.desk import Desk
from server.notify import ends
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

ACTOR = "u-clock"
HOUSE = Author(CLOCK, ACTOR, "Homeward", "", (CLOCK, "system"), ())
"""Who speaks when a time has passed. Each clock that ticks does so under a name of its own, which begins like this."""
NAME_BYTES = 4
SECONDS_BETWEEN = 5
MINUTE_MS = 60_000
_ROLES = msgspec.json.encode(HOUSE.roles).decode()


class Overdue(msgspec.Struct, frozen=True):
    """A record whose time is up, and the event that says so."""

    part: Part
    since: int

    @property
    def key(self) -> tuple[str, str, int]:
        return self.part.record, self.part.event.name if self.part.event else "", self.since


class Watch:
    """Looks at the clock when told to; survives restarts because it remembers nothing that matters.

    Its acts bear the name of an incarnation that is new with each process, and new again when the database turns out
    to be an older copy: phones still know what the lost acts said, and no number may mean two things.
    """

    def __init__(self, engine: sa.Engine, writer: Writer, intake: Intake, clock: Clock) -> None:
        self._engine = engine
        self._writer = writer
        self._intake = intake
        self._clock = clock
        self._tried: set[tuple[str, str, int]] = set()
        self._inc = ""
        self._said = 0
        self._one_at_a_time = asyncio.Lock()

    async def open(self) -> None:
        """The house itself is one of those who act."""
        await self._writer.run(self._join)

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
        if last_seq != self._said or not self._inc:
            self._inc, self._said = await self._writer.run(self._enrol), 0
        self._tried.update(one.key for one in fresh)
        version = self._intake.programme.version
        ops = [
            Op(seq, now, None, ACTOR, CLOCK, version, None, None, None, [one.part])
            for seq, one in enumerate(fresh, self._said + 1)
        ]
        raw = [msgspec.Raw(msgspec.json.encode(op)) for op in ops]
        taken = await self._intake.accept(self._inc, Exchange(self._inc, now, None, raw, held=0))
        self._said = taken.device.last_seq
        return taken

    def _overdue(self, now: int) -> tuple[list[Overdue], int | None]:
        """What is due, and how far the database has come with our own acts."""
        programme = self._intake.programme
        with reading(self._engine) as db:
            last_seq = devices.last_seq(db, self._inc)
            found = {one.key: one for one in _candidates(db, programme, now)}
        return list(found.values()), last_seq

    def _join(self, db: sa.Connection) -> None:
        row = {"id": ACTOR, "who": HOUSE.who, "place": "", "roles": _ROLES, "created_at": self._clock.now_ms()}
        upsert(db, t.actors, [row])

    def _enrol(self, db: sa.Connection) -> str:
        self._join(db)
        inc = CLOCK + secrets.token_hex(NAME_BYTES)
        row = {"inc": inc, "actor": ACTOR, "place": "", "roles": _ROLES, "scopes": "[]"}
        db.execute(sa.insert(t.incarnations).values(**row, enrolled_at=self._clock.now_ms(), last_seq=0, last_eff=0))
        return inc


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
        edited = ends.edited(db, [row.id for row in rows])
        for row in rows:
            yield from _due(unseal(row.body, Record), desk, programme, now, edited.get(row.id))


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
