"""A house of the drill's own: on a database that is thrown away, with a clock that hours pass on in seconds."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Protocol

import msgspec
import uvicorn

from server.app import Annex, House, create_app, look_at_the_clock
from server.clock import Clock, SystemClock
from server.serving import KEEP_ALIVE_SECONDS, listen
from server.settings import Settings

SECONDS_TO_START = 30


class Moved:
    """A clock that the drill moves. It never stands quite still: two acts are never at one instant. `tell`: called when
    it was moved, for hours pass in less time than a house lets go by between two looks at its clock."""

    def __init__(self, ms: int) -> None:
        self._ms = ms
        self.tell: Callable[[], None] | None = None
        self._lock = threading.Lock()

    def now_ms(self) -> int:
        with self._lock:
            self._ms += 1
            return self._ms

    def turn(self, minutes: float) -> None:
        with self._lock:
            self._ms += round(minutes * 60_000)
        if self.tell:
            self.tell()

    def minutes(self, drilled: float) -> float:
        """How many minutes of this clock so many of the wave are."""
        return drilled


class Real:
    """The clock of a house that is not ours: so many times faster, the wave is squeezed into less of its time."""

    def __init__(self, speed: float) -> None:
        self._clock: Clock = SystemClock()
        self._speed = speed

    def now_ms(self) -> int:
        return self._clock.now_ms()

    def turn(self, minutes: float) -> None:
        time.sleep(self.minutes(minutes) * 60)

    def minutes(self, drilled: float) -> float:
        return drilled / self._speed


class Time(Clock, Protocol):
    """A clock that a drill moves, and how many minutes of it so many of the wave are."""

    def turn(self, minutes: float) -> None: ...

    def minutes(self, drilled: float) -> float: ...


@contextmanager
def own_house(settings: Settings, folder: Path, clock: Moved) -> Iterator[tuple[Settings, str]]:
    """The house, running; its settings and its address."""
    ours = msgspec.structs.replace(
        settings,
        database=f"sqlite:///{folder / 'drill.db'}",
        key_file=str(folder / "drill.key"),
        practice=True,
    )
    listening = listen("127.0.0.1", 0)
    app = create_app(ours, clock, annex=lambda house: Annex((), lambda: _looking(house, clock)))
    config = uvicorn.Config(
        app, log_level="error", access_log=False, lifespan="on", timeout_keep_alive=KEEP_ALIVE_SECONDS
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="the house", daemon=True)
    thread.start()
    until = time.monotonic() + SECONDS_TO_START
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    try:
        yield ours, f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        app.state.house.wake.close()
        server.should_exit = True
        thread.join(SECONDS_TO_START)
        listening.close()


@asynccontextmanager
async def _looking(house: House, clock: Moved) -> AsyncIterator[None]:
    """While the house is open it looks at its clock each time the clock was moved, and is waited for."""
    loop = asyncio.get_running_loop()
    clock.tell = lambda: asyncio.run_coroutine_threadsafe(look_at_the_clock(house), loop).result(SECONDS_TO_START)
    try:
        yield
    finally:
        clock.tell = None
