"""A group's bot and a gateway for text messages on this machine: they keep what they hear, and fail when asked to."""

import asyncio
from typing import Any  # JSON as it came

from aiohttp import web

HANG, ENDLESS = -1, -2
"""Faults that are no status: never answering; answering without an end."""


class Bot:
    """`heard`: what was taken, in order. `faults`: what the next calls meet instead."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.faults: list[int] = []
        self.attempts = 0
        self.followed = 0
        self.bearers: set[str] = set()
        self._ends = asyncio.Event()
        app = web.Application()
        app.router.add_post("/told", self._told)
        app.router.add_route("*", "/elsewhere", self._elsewhere)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        self.port = 0

    async def open(self) -> "Bot":
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def close(self) -> None:
        self._ends.set()
        await self._runner.cleanup()

    async def _told(self, request: web.Request) -> web.StreamResponse:
        self.attempts += 1
        said = await request.json()
        fault = self.faults.pop(0) if self.faults else 0
        if fault == HANG:
            await self._ends.wait()
            return web.Response(status=503)
        if fault == ENDLESS:
            return web.Response(status=200, body=b"x" * 100_000)
        if fault:
            return web.Response(status=fault, headers={"location": "/elsewhere"} if 300 <= fault < 400 else {})
        self.heard.append(said)
        self.bearers.add(request.headers.get("authorization", ""))
        return web.Response(status=200, text="ok")

    async def _elsewhere(self, _request: web.Request) -> web.Response:
        self.followed += 1
        return web.Response(status=200)
