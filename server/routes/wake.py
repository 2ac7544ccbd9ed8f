"""GET /sync/v1/wake: an open line on which the house says "come". The news itself travels by exchange."""

import asyncio

from litestar import get
from litestar.di import NamedDependency
from litestar.response.base import ASGIResponse
from litestar.types import HTTPResponseBodyEvent, Receive, Send

from server.identity import Device
from server.wake import Subscription, Wake

HEARTBEAT_SECONDS = 15.0
HINT = b"event: wake\ndata: {}\n\n"
HEARTBEAT = b":\n\n"


class Line(ASGIResponse):
    """One open line. It ends when the phone hangs up, or when the house does."""

    _should_set_content_length = False

    def __init__(self, wake: Wake, device: Device) -> None:
        # Proxies that collect an answer before they pass it on would keep every hint.
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        super().__init__(headers=headers, media_type="text/event-stream")
        self._wake = wake
        self._device = device

    async def send_body(self, send: Send, receive: Receive) -> None:
        with self._wake.subscribe(self._device.scopes, owner=self._device.inc) as subscription:
            gone = asyncio.create_task(_hung_up(receive))
            talking = asyncio.create_task(self._talk(subscription, send))
            try:
                await asyncio.wait({gone, talking}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                over = talking.done()
                gone.cancel()
                talking.cancel()
                await asyncio.gather(gone, talking, return_exceptions=True)
        if over:
            talking.result()
            await send(_chunk(b"", more=False))

    async def _talk(self, subscription: Subscription, send: Send) -> None:
        await send(_chunk(HEARTBEAT))
        while True:
            try:
                if not await asyncio.wait_for(subscription.hint(), HEARTBEAT_SECONDS):
                    return
                await send(_chunk(HINT))
            except TimeoutError:
                await send(_chunk(HEARTBEAT))


@get(
    "/sync/v1/wake",
    media_type="text/event-stream",
    summary="Hints that there is news (server-sent events)",
    signed=True,
)
async def listen(device: NamedDependency[Device], wake: NamedDependency[Wake]) -> Line:
    """A hint per change in the caller's scopes, at most one a second."""
    return Line(wake, device)


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _chunk(body: bytes, more: bool = True) -> HTTPResponseBodyEvent:
    return {"type": "http.response.body", "body": body, "more_body": more}
