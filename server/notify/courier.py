"""The courier: carries what the outbox holds, nudged after a commit and looking by itself each second."""

import functools
import logging
import random
from collections import Counter
from collections.abc import Callable

import sqlalchemy as sa

from server.clock import Clock
from server.notify import outbox
from server.notify.answers import DEAD, GONE, UNANSWERABLE_MS, Outcome, judged
from server.notify.hands import Hands
from server.notify.outbox import EVERY_KEY, Errand
from server.notify.transport import CONNECTIONS_MAX, Transport, breathe, sealed
from server.notify.vapid import Vapid
from server.notify.wording import Words, payload
from server.storage.engine import off_loop, reading
from server.writer import Writer
from sync.programme import Programme

log = logging.getLogger(__name__)

AT_ONCE_MAX = CONNECTIONS_MAX
AT_ONCE_PER_ORIGIN_MAX = 64
"""A vendor that hangs holds no more than these hands."""
FREE_MIN = 32
"""Errands are fetched by the handful, for an origin as well: each time costs as much as many of them."""
FULL_AT = AT_ONCE_PER_ORIGIN_MAX - FREE_MIN
TTL_SECONDS_MIN = 60


class Courier:
    """One per process. What it has in hand when it dies is carried again when its lease is over."""

    def __init__(
        self,
        engine: sa.Engine,
        writer: Writer,
        clock: Clock,
        programme: Programme,
        words: Words,
        transport: Transport,
        vapid: Vapid,
        address: str = "",
        chance: Callable[[], float] = random.random,
        receipt: Callable[[str, str], str] = lambda _notice, _subscription: "",
    ) -> None:
        self._engine = engine
        self._writer = writer
        self._clock = clock
        self._programme = programme
        self._words = words
        self._transport = transport
        self._vapid = vapid
        self._address = address.rstrip("/")
        self._chance = chance
        self._receipt = receipt
        self._hands = Hands(writer, clock, self._attempt, self._put_down)
        self._origins: Counter[str] = Counter()
        self._paused: dict[tuple[str, str], int] = {}

    def nudge(self) -> None:
        """There is something new. Called on the courier's loop, after the commit."""
        self._hands.nudge()

    async def run(self) -> None:
        """Carry for the life of the house."""
        await self._hands.run(self.set_out)

    async def set_out(self) -> int:
        """Take up what is due and there are hands for, and start carrying it: how many."""
        free = AT_ONCE_MAX - len(self._hands)
        if free < FREE_MIN:
            return 0
        now = self._clock.now_ms()
        if not self._vapid.is_open or not await off_loop(self._is_due, now):
            return 0
        claimed = await self._writer.run(
            functools.partial(
                outbox.claim,
                courier=self._hands.name,
                now=now,
                most=AT_ONCE_PER_ORIGIN_MAX,
                per_origin=AT_ONCE_PER_ORIGIN_MAX,
                held=Counter(self._origins),
                but=self._avoided(now),
            )
        )
        self._origins.update(errand.origin for errand in claimed)
        return self._hands.take(claimed)

    async def rest(self) -> None:
        """Wait for what is in hand."""
        await self._hands.rest()

    async def close(self) -> None:
        """Put down what is in hand; its lease brings it back."""
        await self._hands.close()
        await self._transport.close()

    async def _attempt(self, errand: Errand) -> Outcome:
        await breathe()
        now = self._clock.now_ms()
        until = errand.answer_by or errand.made_at + UNANSWERABLE_MS
        if now >= until:
            return Outcome(DEAD, now, DEAD, "too late")
        self._transport.endpoints.judge(errand.endpoint)
        authorization = self._vapid.authorization(errand.origin, errand.key_id, now)
        if authorization is None:
            return Outcome(GONE, now, GONE, "its key is retired")
        receipt = self._receipt(errand.notice, errand.subscription)
        body = sealed(errand, payload(errand, self._programme, self._words, self._address, receipt))
        headers = {
            "authorization": authorization,
            "content-type": "application/octet-stream",
            "content-encoding": "aes128gcm",
            "ttl": str(max(TTL_SECONDS_MIN, (until - now) // 1000)),
            "urgency": "high",
            "topic": errand.notice,
            # Windows keeps a message for a sleeping device only when asked to.
            "x-wns-cache-policy": "cache",
        }
        status, asked_ms = await self._transport.post(errand.endpoint, body, headers, now)
        if status in (401, 403):
            log.error("%s refuses our key %s: %s", errand.origin, errand.key_id, status)
        return judged(status, asked_ms, errand.attempt, self._clock.now_ms(), until, self._chance)

    def _is_due(self, now: int) -> bool:
        with reading(self._engine) as db:
            return outbox.is_due(db, now)

    def _avoided(self, now: int) -> list[tuple[str, str]]:
        """Origins that asked to be left in peace or refuse one of our keys, or hold nearly as many hands as one may."""
        self._paused = {at: until for at, until in self._paused.items() if until > now}
        full = [(origin, EVERY_KEY) for origin, count in self._origins.items() if count > FULL_AT]
        return [*self._paused, *full]

    def _put_down(self, errand: Errand, outcome: Outcome, now: int) -> None:
        self._origins[errand.origin] -= 1
        if outcome.pause_ms:
            at = (errand.origin, errand.key_id if outcome.pauses_key else EVERY_KEY)
            self._paused[at] = max(self._paused.get(at, 0), now + outcome.pause_ms)
