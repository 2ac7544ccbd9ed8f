"""The push service behind Firefox, on this machine: a line to the browser, an address for each subscription.

The browser itself decrypts what was sent to the address, and says so.
"""

import asyncio
import base64
import uuid
from typing import Any, NamedTuple  # Any: JSON as the browser sent it

from aiohttp import WSMsgType, web

DECRYPTED = 100
"""What the browser acknowledges when a message could be read and its worker took it."""
UNANSWERED_SECONDS = 60


class Passed(NamedTuple):
    """A message on its way to the browser, and the code it answered."""

    headers: dict[str, str]
    body: bytes
    code: int


class Autopush:
    """Speaks just so much of the protocol as a browser needs: hello, register, notification, ack."""

    def __init__(self) -> None:
        self.origin = ""
        self.passed: list[Passed] = []
        self._lines: set[web.WebSocketResponse] = set()
        self._acknowledged: dict[str, asyncio.Future[int]] = {}
        self._server: web.AppRunner | None = None

    async def open(self) -> "Autopush":
        app = web.Application()
        app.router.add_get("/", self._talks)
        app.router.add_post("/wpush/{channel}", self._takes)
        self._server = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._server.setup()
        await web.TCPSite(self._server, "127.0.0.1", 0).start()
        self.origin = f"http://127.0.0.1:{self._server.addresses[0][1]}"
        return self

    async def close(self) -> None:
        for line in list(self._lines):
            await line.close()
        if self._server:
            await self._server.cleanup()

    async def _talks(self, request: web.Request) -> web.WebSocketResponse:
        line = web.WebSocketResponse(protocols=("push-notification",))
        await line.prepare(request)
        self._lines.add(line)
        async for message in line:
            if message.type is WSMsgType.TEXT and (answer := self._answers(message.json())):
                await line.send_json(answer)
        self._lines.discard(line)
        return line

    def _answers(self, said: dict[str, Any]) -> dict[str, Any] | None:
        match said["messageType"]:
            case "hello":
                known = said.get("uaid") or uuid.uuid4().hex
                return {"messageType": "hello", "status": 200, "uaid": known, "use_webpush": True, "broadcasts": {}}
            case "register":
                channel = said["channelID"]
                address = f"{self.origin}/wpush/{channel}"
                return {"messageType": "register", "status": 200, "channelID": channel, "pushEndpoint": address}
            case "unregister":
                return {"messageType": "unregister", "status": 200, "channelID": said["channelID"]}
            case "ack":
                for update in said["updates"]:
                    self._acknowledged[update["version"]].set_result(update["code"])
        return None

    async def _takes(self, request: web.Request) -> web.Response:
        """Answers the house once the browser has acknowledged."""
        body, version = await request.read(), uuid.uuid4().hex
        self._acknowledged[version] = asyncio.get_running_loop().create_future()
        message = {
            "messageType": "notification",
            "channelID": request.match_info["channel"],
            "version": version,
            "ttl": int(request.headers["ttl"]),
            "data": base64.urlsafe_b64encode(body).rstrip(b"=").decode(),
            "headers": {"encoding": request.headers["content-encoding"]},
        }
        for line in self._lines:
            await line.send_json(message)
        code = await asyncio.wait_for(self._acknowledged[version], UNANSWERED_SECONDS)
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.passed.append(Passed(headers, body, code))
        return web.Response(status=201)
