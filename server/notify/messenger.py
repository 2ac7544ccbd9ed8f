"""The messenger: tells offices through their channels what the outbox holds for them, as the courier tells phones."""

import asyncio
import functools
import logging
import random
import secrets
from collections.abc import Callable, Iterable

import msgspec
import sqlalchemy as sa

from server.clock import Clock
from server.notify import digest, outbox
from server.notify.answers import DEAD, GONE, SUPERSEDED, UNANSWERABLE_MS, WAITING, Outcome, judged
from server.notify.channels import PREFIX, Channel
from server.notify.outbox import ATTEMPTED, LEASE_MS, LEASED, Errand, line, texts_of
from server.notify.relay import Relay
from server.notify.wording import Words, spoken
from server.storage import tables as t
from server.storage.engine import off_loop, reading
from server.storage.rows import Row, insert
from server.writer import Busy, Unwritten, Writer
from sync.programme import Programme

log = logging.getLogger(__name__)

SECONDS_BETWEEN = 1.0
AT_ONCE_MAX = 32
MS_BETWEEN = 3_000
"""One bot says no more than twenty things a minute; more, and its vendor shuts it up."""


class Messenger:
    """One per process; several share the work of one database, and the rate of a channel stands in it."""

    def __init__(
        self,
        engine: sa.Engine,
        writer: Writer,
        clock: Clock,
        programme: Programme,
        words: Words,
        channels: Iterable[Channel],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._engine = engine
        self._writer = writer
        self._clock = clock
        self._programme = programme
        self._words = words
        self._channels = {channel.id: channel for channel in channels}
        self._chance = chance
        self._relay = Relay()
        self.name = secrets.token_hex(8)

    async def run(self) -> None:
        """Carry for the life of the house."""
        while True:
            try:
                await self.set_out()
            except (Busy, Unwritten, sa.exc.SQLAlchemyError):
                # What is due stays due.
                log.exception("the messenger could not read or write its errands")
            await asyncio.sleep(SECONDS_BETWEEN)

    async def set_out(self) -> int:
        """Try everything that is due and the rate allows, once: how many."""
        now = self._clock.now_ms()
        await self._tell_digests(now)
        if not await off_loop(self._is_due, now):
            return 0
        errands = await self._writer.run(functools.partial(claim, messenger=self.name, now=now))
        # A channel that fails in an unknown way must not keep the others waiting: each is judged by itself.
        await asyncio.gather(*(self._carry(errand) for errand in errands))
        return len(errands)

    async def close(self) -> None:
        await self._relay.close()

    async def _carry(self, errand: Errand) -> None:
        try:
            outcome = await self._attempt(errand)
        except Exception as fault:
            log.exception("notice %s to %s could not be sent", errand.notice, errand.subscription)
            outcome = Outcome(DEAD, self._clock.now_ms(), DEAD, type(fault).__name__)
        if outcome.state == DEAD:
            log.error("notice %s never reached %s: %s", errand.notice, errand.subscription, outcome.detail)
        now = self._clock.now_ms()
        await self._writer.run(
            functools.partial(outbox.settle, courier=self.name, errand=errand, outcome=outcome, now=now)
        )

    async def _attempt(self, errand: Errand) -> Outcome:
        now = self._clock.now_ms()
        until = errand.answer_by or errand.made_at + UNANSWERABLE_MS
        if now >= until:
            return Outcome(DEAD, now, DEAD, "too late")
        channel = self._channels.get(errand.subscription)
        if channel is None:
            return Outcome(GONE, now, GONE, "no such channel")
        title, body = spoken(errand, self._programme, self._words, self._programme.languages[0])
        status, asked_ms = await self._relay.send(channel, title, body, now)
        return judged(status, asked_ms, errand.attempt, self._clock.now_ms(), until, self._chance)

    async def _tell_digests(self, now: int) -> None:
        if not self._programme.digest or not await off_loop(self._is_hour, now):
            return
        due = await self._writer.run(functools.partial(digest.claim, now=now, ms_between=MS_BETWEEN))
        await asyncio.gather(*(self._tell_digest(*one, now) for one in due))

    async def _tell_digest(self, name: str, place: str, now: int) -> None:
        channel = self._channels.get(name)
        if channel is None:
            return
        title, body = await off_loop(self._stand, place, now)
        answered = await self._relay.send(channel, title, body, now)
        is_told = 200 <= answered.status < 300
        if not is_told:
            log.warning("%s did not take how its place stands: %s", name, answered.status)
        at = self._clock.now_ms()
        await self._writer.run(functools.partial(digest.settle, channel=name, is_told=is_told, now=at))

    def _is_hour(self, now: int) -> bool:
        with reading(self._engine) as db:
            return digest.is_due(db, now)

    def _stand(self, place: str, now: int) -> tuple[str, str]:
        with reading(self._engine) as db:
            return digest.spoken(db, self._programme, self._words, place, now)

    def _is_due(self, now: int) -> bool:
        with reading(self._engine) as db:
            return db.execute(sa.select(t.deliveries.c.notice).where(_due(now)).limit(1)).first() is not None


def claim(db: sa.Connection, messenger: str, now: int) -> list[Errand]:
    """Take what is due and what the channels' rate allows; the rest waits for its turn. What was answered or withdrawn
    meanwhile is told to nobody."""
    free = {row.id: row.free_at for row in db.execute(sa.select(t.channels).with_for_update())}
    errands: list[Errand] = []
    said: list[Row] = []
    for row in _waiting(db, now):
        end = _end(row, free)
        if end:
            _write(db, row, state=end, courier=None)
            said.append(line(row.notice, row.subscription, now, end))
        elif free[row.subscription] > now:
            _write(db, row, state=WAITING, next_at=free[row.subscription], courier=None)
        else:
            free[row.subscription] = now + MS_BETWEEN
            taken = t.channels.c.id == row.subscription
            db.execute(sa.update(t.channels).where(taken).values(free_at=now + MS_BETWEEN))
            attempt = row.attempt + 1
            _write(db, row, state=LEASED, attempt=attempt, next_at=now + LEASE_MS, courier=messenger)
            said.append(line(row.notice, row.subscription, now, ATTEMPTED, str(attempt)))
            errands.append(_errand(row, attempt))
    insert(db, t.timeline, said)
    return errands


def _waiting(db: sa.Connection, now: int) -> list[sa.Row[tuple[object, ...]]]:
    joined = t.deliveries.join(t.notices, t.notices.c.id == t.deliveries.c.notice).outerjoin(
        t.records, t.records.c.id == t.notices.c.record
    )
    columns = [
        *(t.deliveries.c[name] for name in outbox.OF_DELIVERY),
        *(t.notices.c[name] for name in outbox.OF_NOTICE),
    ]
    due = sa.select(*columns, t.records.c.state).select_from(joined).where(_due(now))
    some = due.order_by(t.deliveries.c.next_at).limit(AT_ONCE_MAX)
    return list(db.execute(some.with_for_update(of=t.deliveries, skip_locked=True)))


def _due(now: int) -> sa.ColumnElement[bool]:
    waits = t.deliveries.c.state.in_((WAITING, LEASED)) & (t.deliveries.c.next_at <= now)
    return waits & t.deliveries.c.subscription.startswith(PREFIX)


def _end(row: sa.Row[tuple[object, ...]], channels: dict[str, int]) -> str | None:
    if not row.last and row.state not in msgspec.json.decode(row.states, type=list[str]):
        return SUPERSEDED
    return None if row.subscription in channels else GONE


def _write(db: sa.Connection, row: sa.Row[tuple[object, ...]], **values: object) -> None:
    one = (t.deliveries.c.notice == row.notice, t.deliveries.c.subscription == row.subscription)
    db.execute(sa.update(t.deliveries).where(*one).values(values))


def _errand(row: sa.Row[tuple[object, ...]], attempt: int) -> Errand:
    same = ("notice", "subscription", *(name for name in outbox.OF_NOTICE if name in Errand.__struct_fields__))
    named = {name: getattr(row, name) for name in same}
    of_device = dict.fromkeys(("origin", "endpoint", "p256dh", "auth", "language", "key_id"), "")
    return Errand(**{**named, **of_device, "attempt": attempt, "words": row.said or row.words, "texts": texts_of(row)})
