"""The exercise under way: the clock is moved by hand, the other posts act, and it stops where somebody is asked."""

import asyncio
import functools
import logging
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Literal, NamedTuple

from server.app import House, look_at_the_clock
from server.clock import Ahead
from server.drill import script as scripts
from server.practice.cast import Cast, Opening
from server.practice.troupe import Troupe, take_up
from server.wake import Subscription
from sync.overlay import RecordView
from sync.phone import Phone

log = logging.getLogger(__name__)

OPENING_ROUNDS_MAX = 40
HOURS_LEFT_MAX = 24
HOURS_TO_HOME = 16
"""After an answer: by then the slowest laboratory has spoken and the slowest car is there."""
LOOKS_SECONDS = 1.0

Phase = Literal["opening", "resting", "moving"]


class Asked(NamedTuple):
    """Somebody registered by hand waits for an answer at a post that is played."""

    record: str
    place: str
    names: tuple[str, ...]


class Exercise:
    """One for a house. `phase`: the wave is played up to where people come in; nothing moves; hours pass. `marker`: the
    file that says the first of these is over. `url`: the house, as the other posts reach it."""

    def __init__(self, house: House, cast: Cast, clock: Ahead, marker: Path, url: str) -> None:
        self.house, self.cast, self.clock = house, cast, clock
        self.phase: Phase = "opening"
        self.joined, self.people = 0, 0
        self.asked: Asked | None = None
        self._marker, self._url = marker, url
        self._minutes_left = 0
        self._passed: set[str] = set()
        self._bound_home: tuple[str, ...] = ()
        self._nudged = asyncio.Event()
        self._lines = ExitStack()

    def moves(self, hours: int) -> None:
        """The clock shall go on by so many hours. Who was waited for is waited for no longer."""
        if self.asked:
            self._passed.add(self.asked.record)
            self.asked = None
        self._bound_home = ()
        self._minutes_left = min(self._minutes_left + hours * 60, HOURS_LEFT_MAX * 60)
        self._nudged.set()

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        """While the house is open."""
        task = asyncio.create_task(self._lives())
        try:
            with self._lines:
                yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _lives(self) -> None:
        troupe: Troupe | None = None
        while True:
            try:
                if self.cast.opening is None:
                    await self._passes_alone()
                elif troupe is None:
                    troupe = await self._opened(self.cast.opening)
                else:
                    await self._goes_on(troupe)
            except Exception:
                # The posts look again: whatever was half said is said once more.
                log.exception("the other posts stumbled")
                await asyncio.sleep(LOOKS_SECONDS)

    async def _passes_alone(self) -> None:
        """Nobody plays the other posts: only the clock moves."""
        self.phase = "resting"
        self._nudged.clear()
        if self._minutes_left == 0:
            await self._nudged.wait()
        self.clock.turn(self._minutes_left)
        self._minutes_left = 0
        await look_at_the_clock(self.house)

    async def _opened(self, opening: Opening) -> Troupe:
        house = self.house
        script = scripts.read(Path(house.settings.programme))
        programme, now = house.library.programme, self.clock.now_ms()
        hands = await house.writer.run(
            functools.partial(take_up, keys=house.keys, script=script, programme=programme, url=self._url, now_ms=now)
        )
        ears = {hand.phone.inc: self._listen(hand.phone) for hand in hands.hands}
        troupe = await asyncio.to_thread(Troupe, script, programme, hands, self.clock, self.cast, opening, ears)
        await asyncio.to_thread(troupe.hears)
        await asyncio.to_thread(troupe.recognises)
        self.people = len(troupe.wave.people)
        for _ in range(OPENING_ROUNDS_MAX):
            if self._marker.exists() or await asyncio.to_thread(troupe.is_opened):
                break
            await self._round(troupe, at_first=True)
            self.joined = len(troupe.ledger.first)
        await asyncio.to_thread(troupe.hears)
        self._marker.touch()
        self.phase = "resting"
        return troupe

    def _listen(self, phone: Phone) -> Subscription:
        author = phone.memory.author
        return self._lines.enter_context(self.house.wake.subscribe(author.scopes, owner=author.inc))

    async def _goes_on(self, troupe: Troupe) -> None:
        if self._minutes_left > 0:
            self.phase = "moving"
            await self._round(troupe)
            self._minutes_left -= troupe.script.minutes_each_turn
            asked: Asked | None = await asyncio.to_thread(self._look_for, troupe)
            self.asked = asked
            if asked or (self._bound_home and self._are_home(troupe)):
                self._minutes_left = 0
            if self._minutes_left <= 0:
                await asyncio.to_thread(troupe.hears)
            return
        self.phase = "resting"
        if self.asked:
            await asyncio.to_thread(troupe.hears)
            if self._is_answered(troupe, self.asked):
                self._bound_home = self._named_by(troupe, self.asked.record)
                self.asked, self._minutes_left = None, HOURS_TO_HOME * 60
                return
        self._nudged.clear()
        try:
            await asyncio.wait_for(self._nudged.wait(), LOOKS_SECONDS if self.asked else None)
        except TimeoutError:
            return

    async def _round(self, troupe: Troupe, at_first: bool = False) -> None:
        await asyncio.to_thread(troupe.round, troupe.script.minutes_each_turn, at_first)
        await look_at_the_clock(self.house)

    def _look_for(self, troupe: Troupe) -> Asked | None:
        for hand, seen in troupe.calls():
            guests = troupe.guests_in(seen) if seen.id not in self._passed else []
            if guests:
                return Asked(seen.id, hand.place, tuple(map(troupe.name, guests)))
        return None

    def _is_answered(self, troupe: Troupe, asked: Asked) -> bool:
        return asked.record not in {seen.id for _, seen in troupe.calls()}

    def _named_by(self, troupe: Troupe, record: str) -> tuple[str, ...]:
        seen: RecordView | None = troupe.leader.view(record)
        return tuple(one.id for one in troupe.guests_in(seen)) if seen else ()

    def _are_home(self, troupe: Troupe) -> bool:
        views = [troupe.leader.view(record) for record in self._bound_home]
        return all(seen is not None and troupe.is_over(seen) for seen in views)
