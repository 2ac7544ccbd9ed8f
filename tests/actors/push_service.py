"""A push service on this machine: it judges what a real one would judge, and reads what only the browser could read."""

import asyncio
import base64
import json
import os
from collections.abc import Callable
from typing import Any, NamedTuple  # Any: JSON as it was decrypted

import http_ece
from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

RECORD_BYTES_MAX = 4096
DAY_SECONDS = 86_400
HANG = -1
RESET = -2
"""Faults that are no status: never answering; taking the message, then breaking off."""


class Heard(NamedTuple):
    """One message as its browser would read it."""

    notification: dict[str, Any]
    headers: dict[str, str]
    text: bytes


class Browser:
    """One subscription, with the keys only the browser has."""

    def __init__(self, service: "PushService", name: str) -> None:
        self.name = name
        self.endpoint = f"{service.origin}/push/{name}"
        self._private = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)
        self.heard: list[Heard] = []
        self.told = asyncio.Event()
        self._kept: dict[str, Heard] | None = None

    def asks(self, language: str = "zh-Hans") -> dict[str, Any]:
        """What the page would send to the house."""
        point = self._private.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        keys = {"p256dh": _text(point), "auth": _text(self.auth)}
        return {"endpoint": self.endpoint, "keys": keys, "language": language}

    @property
    def shows(self) -> dict[str, dict[str, Any]]:
        """Tag -> the notice on the screen: a later one of the same tag takes its place."""
        return {each.notification["tag"]: each.notification for each in self.heard}

    def falls_asleep(self) -> None:
        """The phone is off: from now on the push service keeps what comes, of one Topic only the last."""
        self._kept = {}

    def wakes_up(self) -> None:
        kept, self._kept = self._kept or {}, None
        for heard in kept.values():
            self.hears(heard)

    def hears(self, heard: Heard) -> None:
        if self._kept is None:
            self.heard.append(heard)
            self.told.set()
        else:
            self._kept[heard.headers["topic"]] = heard

    def opens(self, body: bytes) -> bytes:
        return bytes(http_ece.decrypt(body, private_key=self._private, auth_secret=self.auth, version="aes128gcm"))


class PushService:
    """Answers 201, or what was asked for with `fails`. What is wrong with a message is in `complaints`."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._browsers: dict[str, Browser] = {}
        self._faults: list[tuple[int, dict[str, str]]] = []
        self._refused: dict[str, int] = {}
        self._server: web.AppRunner | None = None
        self._hanging: asyncio.Future[int]
        self.origin = ""
        self.attempts = 0
        self.called = asyncio.Event()
        self.complaints: list[str] = []
        self.keys: set[str] = set()

    def lets_go(self, status: int) -> None:
        """Those that hang are answered after all."""
        self._hanging.set_result(status)

    async def open(self) -> "PushService":
        self._hanging = asyncio.get_running_loop().create_future()
        app = web.Application(client_max_size=16 * RECORD_BYTES_MAX)
        app.router.add_post("/push/{name}", self._take)
        self._server = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._server.setup()
        site = web.TCPSite(self._server, "127.0.0.1", 0)
        await site.start()
        self.origin = f"http://127.0.0.1:{self._server.addresses[0][1]}"
        return self

    async def close(self) -> None:
        if self._server:
            await self._server.cleanup()

    def known(self, name: str) -> Browser:
        return self._browsers[name]

    def browser(self, name: str) -> Browser:
        self._browsers[name] = Browser(self, name)
        return self._browsers[name]

    def fails(self, *statuses: int, **headers: str) -> None:
        """The next messages are answered so, one after the other."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._faults += [(status, named) for status in statuses]

    def behaves(self) -> None:
        """No more faults."""
        self._faults.clear()

    def refuses(self, browser: Browser, status: int) -> None:
        """What is sent to this browser is answered so, always."""
        self._refused[browser.name] = status

    def secrets(self) -> list[str]:
        """What nobody but its house may know of a browser."""
        return [secret for browser in self._browsers.values() for secret in (browser.endpoint, _text(browser.auth))]

    async def _take(self, request: web.Request) -> web.StreamResponse:
        self.attempts += 1
        self.called.set()
        browser = self._browsers.get(request.match_info["name"])
        body = await request.read()
        self.complaints += self._wrong(request, body)
        status, headers = self._faults.pop(0) if self._faults else (201, {})
        status = self._refused.get(request.match_info["name"], status)
        if status == HANG:
            status = await self._hanging
        if browser is None:
            return web.Response(status=410)
        if status in (201, 202, RESET):
            text = browser.opens(body)
            notification = json.loads(text)["notification"]
            browser.hears(Heard(notification, {k.lower(): v for k, v in request.headers.items()}, text))
        if status == RESET:
            assert request.transport
            request.transport.abort()
        return web.Response(status=max(status, 200), headers=headers)

    def _wrong(self, request: web.Request, body: bytes) -> list[str]:
        said = request.headers
        wrong = [
            ("one record of at most 4,096 bytes", len(body) <= RECORD_BYTES_MAX),
            ("aes128gcm", said.get("content-encoding") == "aes128gcm"),
            ("octet-stream", said.get("content-type") == "application/octet-stream"),
            ("a message Windows keeps for a phone asleep", said.get("x-wns-cache-policy") == "cache"),
            ("TTL", said.get("ttl", "").isdigit() and int(said["ttl"]) >= 60),
            ("Urgency", said.get("urgency") == "high"),
            ("Topic", len(said.get("topic", "")) == 22),
            ("VAPID", self._knows(said.get("authorization", ""))),
        ]
        return [what for what, holds in wrong if not holds]

    def _knows(self, authorization: str) -> bool:
        """RFC 8292: signature, audience, expiry within a day, somebody to write to who is not this machine."""
        scheme, _, rest = authorization.partition(" ")
        try:
            said = dict(part.strip().split("=", 1) for part in rest.split(","))
            signed, _, signature = said["t"].rpartition(".")
            raw = _bytes(signature)
            point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(said["k"]))
        except (ValueError, KeyError):
            return False
        pair = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
        try:
            point.verify(pair, signed.encode(), ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        self.keys.add(said["k"])
        claims = json.loads(_bytes(signed.partition(".")[2]))
        left = claims["exp"] - self._now_ms() / 1000
        contact = str(claims["sub"])
        named = contact.startswith(("mailto:", "https://")) and "localhost" not in contact
        return scheme == "vapid" and claims["aud"] == self.origin and 0 < left <= DAY_SECONDS and named


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
