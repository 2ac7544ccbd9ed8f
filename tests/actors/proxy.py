"""A bad network between phones and house: it delays, breaks off in the middle, and loses answers already given."""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple, Self

CHUNK_BYTES = 4096


class Weather(NamedTuple):
    """One chunk in so many is late; is torn, and its connection with it; one answer in so many is swallowed.

    Counted, not drawn: a short storm has all of them too.
    """

    delay: int = 5
    tear: int = 23
    swallow: int = 9
    delay_seconds_max: float = 0.05


class Proxy:
    """`seen`: how often each fault happened."""

    def __init__(self, house_port: int, chance: random.Random, weather: Weather | None = None) -> None:
        self._house_port = house_port
        self._chance = chance
        self._weather = weather or Weather()
        self._passed: Counter[str] = Counter()
        self._calls: set[asyncio.Task[None]] = set()
        self.seen: Counter[str] = Counter()
        self.port = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Self]:
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for call in self._calls:
                call.cancel()
            await asyncio.gather(*self._calls, return_exceptions=True)

    def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        call = asyncio.create_task(self._carry(reader, writer))
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            house_reader, house_writer = await asyncio.open_connection("127.0.0.1", self._house_port)
        except OSError:
            self.seen["nobody there"] += 1
            writer.close()
            return
        ways = [
            asyncio.create_task(self._pipe(reader, house_writer, answers=False)),
            asyncio.create_task(self._pipe(house_reader, writer, answers=True)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            house_writer.close()
            writer.close()

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answers: bool) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(CHUNK_BYTES):
                if answers and self._happens("swallow", self._weather.swallow):
                    return
                if self._happens("tear", self._weather.tear):
                    writer.write(chunk[: len(chunk) // 2])
                    return
                if self._happens("delay", self._weather.delay):
                    await asyncio.sleep(self._chance.uniform(0, self._weather.delay_seconds_max))
                writer.write(chunk)
                await writer.drain()

    def _happens(self, fault: str, every: int) -> bool:
        self._passed[fault] += 1
        happens = self._passed[fault] % every == 0
        self.seen[fault] += happens
        return happens
