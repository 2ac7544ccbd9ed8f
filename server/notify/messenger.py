"""The messenger: tells offices through their channels what the outbox holds for them, as the courier tells phones."""

import asyncio
import functools
import logging
import random
from collections.abc import Callable, Iterable

import sqlalchemy as sa

from server.clock import Clock
from server.notify import digest, outbox
from server.notify.answers import DEAD, GONE, UNANSWERABLE_MS, Outcome, judged
from server.notify.channels import PREFIX, Channel
from server.notify.hands import Hands
from server.notify.outbox import Due, Errand
from server.notify.relay import Relay
from server.notify.wording import Words, spoken
from server.storage import tables as t
from server.storage.engine import off_loop, reading
from server.writer import Writer
from sync.programme import Programme

log = logging.getLogger(__name__)

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
        self._hands = Hands(writer, clock, self._attempt)

    async def run(self) -> None:
        """Carry for the life of the house."""
        await self._hands.run(self.set_out)

    async def set_out(self) -> int:
        """Take up what is due and the rate allows, and start carrying it: how many."""
        now = self._clock.now_ms()
        await self._tell_digests(now)
        free = AT_ONCE_MAX - len(self._hands)
        if free <= 0 or not await off_loop(self._is_due, now):
            return 0
        taken = functools.partial(claim, messenger=self._hands.name, now=now, most=free)
        return self._hands.take(await self._writer.run(taken))

    async def rest(self) -> None:
        """Wait for what is in hand."""
        await self._hands.rest()

    async def close(self) -> None:
        """Put down what is in hand; its lease brings it back."""
        await self._hands.close()
        await self._relay.close()

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


PUT_OFF = outbox.ONE.values(next_at=sa.bindparam("_next_at"))
BUSY = sa.update(t.channels).where(t.channels.c.id == sa.bindparam("_id")).values(free_at=sa.bindparam("_free_at"))


def claim(db: sa.Connection, messenger: str, now: int, most: int = AT_ONCE_MAX) -> list[Errand]:
    """Take what is due and the channels' rate allows; the rest waits for its turn."""
    free = {row.id: row.free_at for row in db.execute(sa.select(t.channels).with_for_update())}
    taken: list[Due] = []
    waits: list[Due] = []
    for row in outbox.still_to_tell(db, _to_channels(db, now, most), lambda row: row.subscription not in free, now):
        if free[row.subscription] > now:
            waits.append(row)
        else:
            free[row.subscription] = now + MS_BETWEEN
            taken.append(row)
    if waits:
        later = [(row, free[row.subscription]) for row in waits]
        db.execute(
            PUT_OFF,
            [{"_notice": row.notice, "_subscription": row.subscription, "_next_at": at} for row, at in later],
        )
    if taken:
        db.execute(BUSY, [{"_id": row.subscription, "_free_at": now + MS_BETWEEN} for row in taken])
    return outbox.lease(db, taken, messenger, now)


def _to_channels(db: sa.Connection, now: int, most: int) -> list[Due]:
    joined = t.deliveries.join(t.notices, t.notices.c.id == t.deliveries.c.notice)
    due = sa.select(*outbox.COLUMNS).select_from(joined).where(_due(now))
    some = due.order_by(t.deliveries.c.next_at).limit(most)
    return list(db.execute(some.with_for_update(of=t.deliveries, skip_locked=True)))


def _due(now: int) -> sa.ColumnElement[bool]:
    return outbox.due(now) & t.deliveries.c.subscription.startswith(PREFIX)
