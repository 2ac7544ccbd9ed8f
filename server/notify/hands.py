"""Errands in hand, whichever way they are told: each is attempted by itself, and whatever ended is written together."""

import asyncio
import contextlib
import functools
import logging
import secrets
from collections.abc import Awaitable, Callable, Collection

import sqlalchemy as sa

from server.clock import Clock
from server.notify import outbox
from server.notify.answers import DEAD, Outcome
from server.notify.outbox import Ended, Errand
from server.writer import Busy, Unwritten, Writer

log = logging.getLogger(__name__)

SECONDS_BETWEEN = 1.0


class Hands:
    """Of one process, on its event loop. What they hold when it dies is carried again when its lease is over.

    `attempt` tells one errand; `put_down` hears how it ended before that is written.
    """

    def __init__(
        self,
        writer: Writer,
        clock: Clock,
        attempt: Callable[[Errand], Awaitable[Outcome]],
        put_down: Callable[[Errand, Outcome, int], None] = lambda _errand, _outcome, _now: None,
    ) -> None:
        self._writer = writer
        self._clock = clock
        self._attempt = attempt
        self._put_down = put_down
        self.name = secrets.token_hex(8)
        self._nudged = asyncio.Event()
        self._in_hand: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._in_hand)

    def nudge(self) -> None:
        """There is something new. Called on the hands' loop, after the commit."""
        self._nudged.set()

    async def run(self, set_out: Callable[[], Awaitable[int]]) -> None:
        """Set out for the life of the house: when nudged, and each second besides."""
        while True:
            try:
                while await set_out():
                    pass
            except (Busy, Unwritten, sa.exc.SQLAlchemyError):
                # What is due stays due.
                log.exception("errands could not be read or written")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._nudged.wait(), SECONDS_BETWEEN)
            self._nudged.clear()

    def take(self, errands: Collection[Errand]) -> int:
        """Start carrying these: how many."""
        for errand in errands:
            task = asyncio.create_task(self._carry(errand))
            self._in_hand.add(task)
            task.add_done_callback(functools.partial(self._let_go, errand))
        return len(errands)

    async def rest(self) -> None:
        """Wait for what is in hand."""
        while self._in_hand:
            await asyncio.wait(set(self._in_hand))

    async def close(self) -> None:
        """Put down what is in hand; its lease brings it back."""
        for task in self._in_hand:
            task.cancel()
        await asyncio.gather(*self._in_hand, return_exceptions=True)

    async def _carry(self, errand: Errand) -> None:
        try:
            outcome = await self._attempt(errand)
        except Exception as fault:
            # One that cannot be told must not keep the others waiting; it is written down and seen.
            log.exception("notice %s to %s could not be sent", errand.notice, errand.subscription)
            outcome = Outcome(DEAD, self._clock.now_ms(), DEAD, type(fault).__name__)
        if outcome.state == DEAD:
            log.error("notice %s never reached %s: %s", errand.notice, errand.subscription, outcome.detail)
        now = self._clock.now_ms()
        self._put_down(errand, outcome, now)
        await self._writer.join(outbox.settle, Ended(self.name, errand, outcome, now))

    def _let_go(self, errand: Errand, task: asyncio.Task[None]) -> None:
        self._in_hand.discard(task)
        self.nudge()
        if not task.cancelled() and (fault := task.exception()):
            # Its lease brings it back.
            log.error("what became of notice %s was not written: %r", errand.notice, fault)
