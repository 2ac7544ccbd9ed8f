"""One encrypted message to one push service, on the one session all of them share."""

import asyncio
import socket
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import NamedTuple

import aiohttp
from aiohttp import ClientTimeout, TCPConnector

from server.notify.answers import NO_ANSWER
from server.notify.endpoints import Endpoints
from server.notify.outbox import Errand
from server.notify.seal import seal
from server.notify.subscription import base64url

SECONDS_MAX = 10.0
CONNECT_SECONDS_MAX = 4.0
CONNECTIONS_MAX = 256
ANSWER_BYTES_MAX = 4096
RETRY_AFTER_MS_MAX = 3_600_000
Address = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[object, ...]]


class Blocked(OSError):
    """The name leads to an address nobody outside could call."""


class Answered(NamedTuple):
    """`status` 0: there was no answer. `asked_ms`: what Retry-After asks for."""

    status: int
    asked_ms: int | None = None


class Transport:
    """Sends; knows nothing of notices. Lives on one event loop."""

    def __init__(self, endpoints: Endpoints) -> None:
        self.endpoints = endpoints
        self._session: aiohttp.ClientSession | None = None

    async def post(self, endpoint: str, body: bytes, headers: Mapping[str, str], now_ms: int) -> Answered:
        """Never raises for what the other side does. Redirects are answers, not to be followed."""
        try:
            async with self._opened().post(endpoint, data=body, headers=headers, allow_redirects=False) as answer:
                if not await _ends(answer.content):
                    return Answered(NO_ANSWER)
                return Answered(answer.status, _retry_after(answer.headers.get("retry-after", ""), now_ms))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return Answered(NO_ANSWER)

    async def close(self) -> None:
        if self._session:
            await self._session.close()
            self._session = None

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = TCPConnector(limit=CONNECTIONS_MAX, socket_factory=self._socket)
            timeout = ClientTimeout(total=SECONDS_MAX, sock_connect=CONNECT_SECONDS_MAX)
            self._session = aiohttp.ClientSession(
                connector=connector,
                timeout=timeout,
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                auto_decompress=False,
            )
        return self._session

    def _socket(self, address: Address) -> socket.socket:
        family, kind, protocol, _, place = address
        if not self.endpoints.may_connect(str(place[0]), int(str(place[1]))):
            raise Blocked(f"{place[0]} is not called")
        return socket.socket(family, kind, protocol)


def sealed(errand: Errand, payload: bytes) -> bytes:
    """The payload as only that browser can read it."""
    return seal(payload, base64url(errand.p256dh), base64url(errand.auth))


async def _ends(content: aiohttp.StreamReader) -> bool:
    """Read and forget; False where more comes than an answer can have to say."""
    left = ANSWER_BYTES_MAX
    while left > 0:
        some = await content.read(left)
        if not some:
            return True
        left -= len(some)
    return content.at_eof()


async def breathe() -> None:
    """Encrypting a burst must not keep phones waiting for their answers."""
    await asyncio.sleep(0)


def _retry_after(text: str, now_ms: int) -> int | None:
    """Seconds or a date, as ms from now; nothing for what is neither."""
    if text.strip().isdigit():
        asked_ms = int(text) * 1000
    else:
        try:
            asked_ms = round(parsedate_to_datetime(text).timestamp() * 1000) - now_ms
        except (ValueError, TypeError):
            return None
    return min(max(asked_ms, 0), RETRY_AFTER_MS_MAX)
