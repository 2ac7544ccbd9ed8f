"""Callers who take their time, or never come to the point, keep nobody else waiting."""

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.actors.service import Service

CALLERS = 150
"""Of each kind: more than a house has threads."""
SECONDS_TO_ANSWER = 30
KINDS = {
    "says nothing at all": b"",
    "never ends its headers": b"POST /sync/v1 HTTP/1.1\r\nHost: house\r\nX-Slow: ",
    "never sends what it announced": (
        b"POST /devices HTTP/1.1\r\nHost: house\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{"
    ),
    "asks for much and reads nothing": b"GET /schema/openapi.json HTTP/1.1\r\nHost: house\r\n\r\n" * 40,
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder: Path = tmp_path_factory.mktemp("slow")
    service = Service(folder, f"sqlite:///{folder}/house.db").start()
    yield service
    assert service.stop() == 0, "it ends in order, whoever still hangs on"


@pytest.mark.parametrize("kind", KINDS)
def test_others_are_served(service: Service, kind: str) -> None:
    with contextlib.ExitStack() as callers:
        for _ in range(CALLERS):
            caller = callers.enter_context(socket.create_connection(("127.0.0.1", service.port)))
            caller.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            caller.sendall(KINDS[kind])
        for path, status in (("/ready", 200), ("/problems", 200), ("/wall", 401)):
            answer = httpx.get(f"{service.address}{path}", timeout=SECONDS_TO_ANSWER)
            assert answer.status_code == status
        spent = httpx.post(f"{service.address}/devices", json={"code": "x"}, timeout=SECONDS_TO_ANSWER)
        assert spent.status_code in (410, 429)
