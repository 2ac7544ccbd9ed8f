"""Wake: tells waiting phones that there may be news in their scopes. A hint, never the news."""

import asyncio
import contextlib
import random
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from sync.exchange import LIMITS

STREAMS_PER_OWNER_MAX = 3
RUNG_PER_SECOND = 500
"""When many phones hear of one act they would all come at once: their hints are spread at this pace."""


class Subscription:
    """One phone's ear."""

    def __init__(self, scopes: Collection[str], chance: Callable[[], float]) -> None:
        self.scopes = frozenset(scopes)
        self._chance = chance
        self._rung = asyncio.Event()
        self._closed = asyncio.Event()
        self.spread_seconds = 0.0
        self._not_before = 0.0

    async def hint(self) -> bool:
        """Wait until there may be news: True; False once the stream is over. Cancelling the wait loses no hint."""
        await self._rung.wait()
        pause = self._not_before - asyncio.get_running_loop().time()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._closed.wait(), max(0.0, pause) + self._chance() * self.spread_seconds)
        if self._closed.is_set():
            return False
        self._rung.clear()
        self.spread_seconds = 0.0
        self._not_before = asyncio.get_running_loop().time() + LIMITS.wake_seconds_min
        return True

    def takes(self) -> bool:
        """Whether there may be news, without waiting; the hint is taken."""
        is_rung = self._rung.is_set()
        self._rung.clear()
        return is_rung

    def ring(self, spread_seconds: float) -> None:
        self.spread_seconds = max(self.spread_seconds, spread_seconds)
        self._rung.set()

    def close(self) -> None:
        self._closed.set()
        self._rung.set()


class Wake:
    """Who listens to which scope. Lives on one event loop; `ring` is called on it, after the commit."""

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self._chance = chance
        self._listening: dict[str, set[Subscription]] = {}
        self._owned: dict[str, list[Subscription]] = {}

    @contextmanager
    def subscribe(self, scopes: Collection[str], owner: str = "") -> Iterator[Subscription]:
        """Listen to `scopes` for as long as the context lasts. Of one owner only the newest few streams live on:
        phones that change networks leave dead ones behind."""
        subscription = Subscription(scopes, self._chance)
        for scope in subscription.scopes:
            self._listening.setdefault(scope, set()).add(subscription)
        streams = self._owned.setdefault(owner, [])
        streams.append(subscription)
        if owner and len(streams) > STREAMS_PER_OWNER_MAX:
            streams[-1 - STREAMS_PER_OWNER_MAX].close()
        try:
            yield subscription
        finally:
            self._forget(subscription, owner)

    def ring(self, scopes: Collection[str], but: str = "") -> None:
        """There is news in `scopes`. The owner `but` brought it and has it already."""
        heard: set[Subscription] = set()
        for scope in scopes:
            heard |= self._listening.get(scope, set())
        if but:
            heard -= set(self._owned.get(but, ()))
        for subscription in heard:
            subscription.ring(min(LIMITS.wake_seconds_min, len(heard) / RUNG_PER_SECOND))

    def ring_all(self) -> None:
        """There may be news anywhere."""
        self.ring(list(self._listening))

    def close(self) -> None:
        """End every stream: the house is closing."""
        for streams in self._owned.values():
            for subscription in streams:
                subscription.close()

    def __len__(self) -> int:
        return sum(map(len, self._owned.values()))

    def _forget(self, subscription: Subscription, owner: str) -> None:
        for scope in subscription.scopes:
            self._listening[scope].discard(subscription)
            if not self._listening[scope]:
                del self._listening[scope]
        self._owned[owner].remove(subscription)
        if not self._owned[owner]:
            del self._owned[owner]
