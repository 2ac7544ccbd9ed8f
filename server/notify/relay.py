"""One text through one channel: a group's bot by Apprise, or a plain HTTP gateway for text messages."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import msgspec

from server.notify.answers import NO_ANSWER
from server.notify.bots import tell
from server.notify.channels import Channel
from server.notify.endpoints import Endpoints
from server.notify.transport import SECONDS_MAX, Answered, Transport

BOTS_AT_ONCE_MAX = 4
TAKEN, REFUSED = 201, 400
"""What a push service would have answered."""


class Named(Endpoints):
    """The operator named the gateway, so that it may stand in the house's own network."""

    def may_connect(self, address: str, port: int) -> bool:
        return True


class Relay:
    """Sends; knows nothing of notices. Lives on one event loop. A bot that hangs holds a thread of this pool only."""

    def __init__(self) -> None:
        self._transport = Transport(Named((), ()))
        self._threads = ThreadPoolExecutor(BOTS_AT_ONCE_MAX, "bot")

    async def send(self, channel: Channel, title: str, body: str, now_ms: int) -> Answered:
        """What the other side answered, in the terms of a push service."""
        if channel.gateway:
            return await self._write(channel, f"{title}\n{body}".strip(), now_ms)
        loop = asyncio.get_running_loop()
        try:
            asked = loop.run_in_executor(self._threads, tell, channel.bot, title, body)
            return Answered(TAKEN if await asyncio.wait_for(asked, SECONDS_MAX) else NO_ANSWER)
        except TimeoutError:
            return Answered(NO_ANSWER)

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        await self._transport.close()

    async def _write(self, channel: Channel, text: str, now_ms: int) -> Answered:
        headers = {"content-type": "application/json"}
        if channel.token:
            headers["authorization"] = f"Bearer {channel.token}"
        asked = msgspec.json.encode({"to": channel.to, "text": text})
        answered = await self._transport.post(channel.gateway, asked, headers, now_ms)
        if 200 <= answered.status < 300:
            return Answered(TAKEN)
        # A gateway that is not there is a wrong setting, not a phone that was given up.
        return Answered(REFUSED) if answered.status in (404, 410) else answered
