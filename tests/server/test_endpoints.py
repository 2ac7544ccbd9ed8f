"""Where the house calls and what it takes for an answer: every trick known to us, in one table."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import Any  # Any: JSON, and what the resolver of the standard library gives

import msgspec
import pytest
import sqlalchemy as sa

from server.app import House
from server.notify import transport as sending
from server.notify.answers import ACCEPTED, judged
from server.notify.endpoints import Endpoints, Wrong, allowed
from server.notify.transport import Transport
from server.settings import Settings
from server.storage import tables as t
from tests.actors.push_service import PushService
from tests.server.door import Phone
from tests.server.hostile import ENDPOINTS, FCM, INSIDE, KEYS, VENDORS

VENDOR = "fcm.googleapis.com"
CORPUS: list[tuple[str, str, dict[str, Any]]] = [
    *((why, "endpoint", {"endpoint": endpoint}) for why, endpoint in ENDPOINTS.items()),
    *((why, slot, {"keys": keys}) for why, (slot, keys) in KEYS.items()),
    ("no language", "language", {"language": ""}),
    ("a huge language", "language", {"language": "x" * 36}),
]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return msgspec.structs.replace(settings, push_contact="mailto:duty@example.org")


async def test_the_whole_hostile_corpus_is_refused(phone: Phone, opened: House) -> None:
    """Each with the place that is wrong; nothing is kept of any of them."""
    asked = {**PushService(lambda: 0).browser("b").asks(), "endpoint": FCM}
    for why, slot, wrong in CORPUS:
        message = {**asked, **wrong, "keys": {**asked["keys"], **wrong.get("keys", {})}}
        answer = await phone.client.post("/push", json=message, headers=phone.headers)
        said = answer.json()
        assert (answer.status_code, said.get("at")) == (400, slot), (why, said)
        assert answer.headers["content-type"].startswith("application/problem+json")
    with opened.engine.connect() as db:
        assert list(db.execute(sa.select(t.subscriptions))) == []


@pytest.mark.parametrize("address", INSIDE)
async def test_no_name_leads_the_house_inside(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is on the list; whatever it is resolved to at the moment of connecting is judged again."""
    asked = []

    def resolves(host: str, port: int, *_rest: Any, **_named: Any) -> list[tuple[Any, ...]]:
        asked.append(host)
        if ":" in address:
            return [(socket.AF_INET6, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port, 0, 0))]
        return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port))]

    def opens(*_given: Any) -> None:
        pytest.fail(f"a socket was opened for {address}")

    assert not allowed("", practice=False).may_connect(address, 443)
    monkeypatch.setattr(socket, "getaddrinfo", resolves)
    monkeypatch.setattr(sending, "socket", SimpleNamespace(socket=opens))
    transport = Transport(allowed("", practice=False))
    assert (await transport.post(f"https://{VENDOR}/x", b"x", {}, 0)).status == 0
    assert asked == [VENDOR]
    await transport.close()


def test_the_outside_is_called_on_its_own_port_only() -> None:
    rules = allowed("http://127.0.0.1:9000", practice=False)
    assert rules.may_connect("142.250.1.1", 443)
    assert rules.may_connect("2a00:1450:4001::1", 443)
    assert not rules.may_connect("142.250.1.1", 80)
    assert rules.may_connect("127.0.0.1", 9000)
    assert not rules.may_connect("127.0.0.1", 9001)


async def test_no_proxy_of_the_machine_carries_what_the_house_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its address would be judged in place of the push service's."""
    service = await PushService(lambda: 0).open()
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
        monkeypatch.setenv(name.upper(), "http://127.0.0.1:9")
    transport = Transport(allowed(service.origin, practice=True))
    assert (await transport.post(f"{service.origin}/push/x", b"x", {"authorization": "vapid t=a.b.c,k=d"}, 0)).status
    assert service.attempts == 1
    await transport.close()
    await service.close()


async def test_a_name_that_leads_inside_is_stopped_at_the_socket() -> None:
    """The list let it pass; the address it was resolved to does not."""
    service = await PushService(lambda: 0).open()
    transport = Transport(Endpoints(("localhost",), ()))
    port = service.origin.rpartition(":")[2]
    for host in ("localhost", "127.0.0.1"):
        assert (await transport.post(f"http://{host}:{port}/push/x", b"x", {}, 0)).status == 0
    assert service.attempts == 0
    await transport.close()
    await service.close()


def test_in_practice_nothing_is_sent_outside() -> None:
    rules = allowed("push.example.org, http://127.0.0.1:9", practice=True)
    assert rules.judge("http://127.0.0.1:9/x") == "http://127.0.0.1:9"
    for endpoint in (*VENDORS, "https://push.example.org/x", "http://127.0.0.1:10/x"):
        with pytest.raises(Wrong):
            rules.judge(endpoint)


def test_an_operator_may_name_more() -> None:
    rules = allowed("push.example.org,*.ntfy.example", practice=False)
    assert rules.judge("https://push.example.org/x") == "https://push.example.org"
    assert rules.judge("https://a.ntfy.example/x") == "https://a.ntfy.example"
    with pytest.raises(Wrong):
        rules.judge("http://push.example.org/x")


Speak = Callable[[asyncio.StreamWriter], Any]
ANSWERS: dict[str, tuple[list[bytes], bool]] = {
    "200": ([b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"], False),
    "204": ([b"HTTP/1.1 204 No Content\r\n\r\n"], False),
    "301": ([b"HTTP/1.1 301 Moved\r\nlocation: https://127.0.0.1/\r\ncontent-length: 0\r\n\r\n"], False),
    "307 to itself": ([b"HTTP/1.1 307 Moved\r\nlocation: /\r\ncontent-length: 0\r\n\r\n"], False),
    "201 that never ends": ([b"HTTP/1.1 201 Created\r\ncontent-length: 9999999\r\n\r\n", *[b"x" * 1024] * 64], True),
    "201 in endless pieces": (
        [b"HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n", *[b"400\r\n" + b"x" * 1024 + b"\r\n"] * 64],
        True,
    ),
    "201 that goes silent": ([b"HTTP/1.1 201 Created\r\ncontent-length: 9\r\n\r\nx"], True),
    "endless headers": ([b"HTTP/1.1 201 Created\r\n", *[b"x: " + b"y" * 4000 + b"\r\n"] * 64], True),
    "no HTTP": ([b"SSH-2.0-x\r\n\r\n"], False),
    "nothing, then gone": ([], False),
    "nothing at all": ([], True),
}


@pytest.fixture
async def vendor(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """The address of one that answers with these bytes, and hangs up or does not."""
    said, stays = ANSWERS[request.param]
    over = asyncio.Event()

    async def answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        try:
            for some in said:
                writer.write(some)
                await writer.drain()
            if stays:
                await over.wait()
        except OSError:
            pass
        writer.close()

    server = await asyncio.start_server(answers, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    over.set()
    server.close()
    await server.wait_closed()


@pytest.mark.parametrize("vendor", list(ANSWERS), indirect=True)
async def test_an_answer_that_is_none_is_a_failure(vendor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only 201 and 202, said to the end, are successes. No answer is followed, and none is waited for long."""
    monkeypatch.setattr(sending, "SECONDS_MAX", 0.3)
    transport = Transport(allowed(vendor, practice=True))
    status, asked_ms = await transport.post(f"{vendor}/push/x", b"x", {}, 0)
    await transport.close()
    assert judged(status, asked_ms, 1, 0, 10**9, lambda: 1.0).state != ACCEPTED
    assert status in (0, 200, 204, 301, 307)
