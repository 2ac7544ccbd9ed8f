"""The two clocks of every open notice: whoever has not been told and should be by now is told now.

What is due stands in the database, so a restart changes nothing. An auditor looks for what should have happened and
has not: then this house is not to be trusted with notices, and says so.
"""

import asyncio
import contextlib
import functools
import logging
from collections.abc import Callable

import msgspec
import sqlalchemy as sa

from server.clock import Clock
from server.notify import notices, outbox
from server.notify.notices import PassedOn
from server.notify.roster import Roster, reached
from server.storage import tables as t
from server.storage.engine import off_loop, reading
from server.writer import Busy, Unwritten, Writer
from sync import escalation
from sync.escalation import Climbed, Plan, Progress
from sync.programme import Programme

log = logging.getLogger(__name__)

SECONDS_BETWEEN_MAX = 1.0
AT_ONCE_MAX = 200
AUDIT_SECONDS_BETWEEN = 60.0
LATE_MS = 60_000
"""A notice whose time passed longer ago than this has been forgotten by somebody."""


class Clocks:
    """One per process; several share the work of one database."""

    def __init__(self, engine: sa.Engine, writer: Writer, clock: Clock, programme: Programme) -> None:
        self._engine = engine
        self._writer = writer
        self._clock = clock
        self._programme = programme

    async def tick(self) -> int:
        """Tell everybody who is to be told by now: how many notices moved."""
        moved = 0
        while some := await self._tick():
            moved += some
        return moved

    async def _tick(self) -> int:
        now = self._clock.now_ms()
        due_at = await off_loop(self._soonest)
        if due_at is None or due_at > now:
            return 0
        return await self._writer.run(functools.partial(climb, programme=self._programme, now=now))

    async def pause_seconds(self) -> float:
        """How long nothing is due, at most SECONDS_BETWEEN_MAX."""
        due_at = await off_loop(self._soonest)
        if due_at is None:
            return SECONDS_BETWEEN_MAX
        return min(SECONDS_BETWEEN_MAX, max(0.0, (due_at - self._clock.now_ms()) / 1000))

    async def audit(self) -> int:
        """How many open notices have been forgotten; each is an error in the log."""
        late = await off_loop(self.forgotten)
        for notice in late:
            log.error("notice %s is open and its time has passed: nobody was told", notice)
        return len(late)

    async def watch(self) -> None:
        """Audit for the life of the house."""
        while True:
            with contextlib.suppress(sa.exc.SQLAlchemyError):
                await self.audit()
            await asyncio.sleep(AUDIT_SECONDS_BETWEEN)

    async def run(self, nudge: Callable[[], None]) -> None:
        """Keep the clocks for the life of the house. `nudge` is called whenever there is something to carry."""
        while True:
            pause = SECONDS_BETWEEN_MAX
            try:
                if await self.tick():
                    nudge()
                pause = await self.pause_seconds()
            except (Busy, Unwritten, sa.exc.SQLAlchemyError):
                # What is due stays due.
                log.exception("the clocks of notices could not be read")
            await asyncio.sleep(pause)

    def forgotten(self) -> list[str]:
        """Open notices whose stage or answer-by time passed more than LATE_MS ago."""
        before = self._clock.now_ms() - LATE_MS
        passed = (t.notices.c.next_at < before) | (t.notices.c.answer_by < before)
        with reading(self._engine) as db:
            return [row.id for row in db.execute(sa.select(t.notices.c.id).where(t.OPEN, passed))]

    def _soonest(self) -> int | None:
        wanted = sa.select(sa.func.min(t.notices.c.next_at)).where(t.OPEN, t.notices.c.next_at.is_not(None))
        with reading(self._engine) as db:
            return db.execute(wanted).scalar()


def climb(db: sa.Connection, programme: Programme, now: int) -> int:
    """Take up to AT_ONCE_MAX notices whose next stage is due and tell whom it reaches: how many there were."""
    due = (
        sa.select(t.notices)
        .where(t.OPEN, t.notices.c.next_at <= now)
        .order_by(t.notices.c.next_at)
        .limit(AT_ONCE_MAX)
        .with_for_update(skip_locked=True)
    )
    rows = list(db.execute(due))
    roster = Roster(db, programme, now)
    reached = _reached(db, [row.id for row in rows])
    passed = [PassedOn(row.id, _climbed(db, roster, row, now, row.id in reached)) for row in rows]
    notices.pass_on(db, passed, now)
    return len(rows)


def _reached(db: sa.Connection, some: list[str]) -> set[str]:
    """Those of the notices that may still arrive somewhere, or have."""
    live = sa.select(t.deliveries.c.notice).where(t.deliveries.c.notice.in_(some), outbox.LIVE)
    return {row.notice for row in db.execute(live.distinct())}


def _climbed(db: sa.Connection, roster: Roster, row: sa.Row[tuple[object, ...]], now: int, is_live: bool) -> Climbed:
    plan, come = msgspec.json.decode(row.clocks, type=Plan), progress(row)
    whom = functools.partial(reached, db, roster, row.id)
    return escalation.climb(plan, come, now, whom, reached=is_live or come.delivered)


def progress(row: sa.Row[tuple[object, ...]]) -> Progress:
    """How far a notice's clocks have come, as its row says."""
    return Progress(row.heard_stages, row.answer_stages, row.delivered_at is not None, row.heard_at is not None)
