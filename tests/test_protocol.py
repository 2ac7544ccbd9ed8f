"""docs/protocol.md over HTTP against a server on a port: what a stranger who wrote a client by that page would see."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import msgspec
import pytest
import sqlalchemy as sa
import uvicorn

from server import programme
from server.app import House, create_app
from server.serving import listen
from server.settings import Settings
from server.storage import tables as t
from server.tokens import Claim
from sync.exchange import Answer, Exchange
from sync.op import Op
from tests.actors.house import START, Hand
from tests.test_docs import examples

CHANGNING = programme.read(programme.seed("changning"))
LIN = Claim("k7x4mq", "u3m8kq", "Lin", "station:PVG-T1", ("station", "station_lead", "escort"), ("station:PVG-T1",))
HOUR_MS = 3_600_000


class Served:
    """A house on a port of this machine, its clock moved by hand, and Lin's phone at its doors."""

    def __init__(self, house: House, clock: Hand, client: httpx.AsyncClient) -> None:
        self.house, self.clock, self.client = house, clock, client
        # She was enrolled before: a token that the house has signed is enough for it to know her again.
        self.headers = {"authorization": f"Bearer {house.keys.sign(LIN)}", "content-type": "application/json"}

    async def posts(self, message: Exchange) -> httpx.Response:
        return await self.client.post("/sync/v1", content=msgspec.json.encode(message), headers=self.headers)


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    clock = Hand()
    settings = Settings(database=f"sqlite:///{tmp_path}/house.db", key_file=str(tmp_path / "house.key"))
    app = create_app(settings, clock, read=lambda _folder: CHANGNING)
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on"))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{listening.getsockname()[1]}") as client:
            yield Served(app.state.house, clock, client)
    finally:
        server.should_exit = True
        await running


async def test_the_exchanges_shown_go_as_shown(served: Served) -> None:
    """Era and cursor are the server's own; everything else is as the page says, to the byte."""
    shown = iter(examples("exchange", "answer"))
    cursors: dict[str | None, str | None] = {None: None}
    for (_, asked), (_, told) in zip(shown, shown, strict=True):
        message = msgspec.json.decode(asked, type=Exchange)
        expected = msgspec.json.decode(told, type=Answer)
        served.clock.ms = message.now
        answer = await served.posts(msgspec.structs.replace(message, cursor=cursors[message.cursor]))
        assert answer.status_code == 200, answer.text
        said = msgspec.json.decode(answer.content, type=Answer)
        cursors[expected.cursor] = said.cursor
        assert msgspec.structs.replace(said, era=expected.era, cursor=expected.cursor) == expected


async def test_the_enrolment_shown_is_answered_as_shown(served: Served) -> None:
    """Names, token and version are the server's own; of this phone's earlier acts this house has none."""
    [(_, asked)] = examples("enrolment")
    [(_, told)] = examples("enrolled")
    code = msgspec.json.decode(asked)["code"]
    assert (await served.posts(Exchange(LIN.inc, START, None, []))).status_code == 200
    with served.house.engine.begin() as db:
        until = {"actor": LIN.person, "expires_at": served.clock.ms + HOUR_MS}
        db.execute(sa.insert(t.codes).values(hash=served.house.keys.hide(code), **until))
    json = {"content-type": "application/json"}
    answer = await served.client.post("/devices", content=asked, headers=json)
    assert answer.status_code == 201, answer.text
    said, expected = answer.json(), msgspec.json.decode(told)
    own = ("inc", "token", "programme", "era", "verdicts")
    assert said.keys() == expected.keys()
    assert {name: said[name] for name in said if name not in own} == {
        name: expected[name] for name in expected if name not in own
    }
    again = await served.client.post("/devices", content=asked, headers=json)
    assert again.json()["code"] == "code-spent"


async def test_the_problem_shown_is_what_a_gap_is_answered_with(served: Served) -> None:
    """Forty-one acts are passed over, then one comes that is not the next."""
    [(_, told)] = examples("problem")
    skipped = Exchange(LIN.inc, START, None, [], skip=[(1, 41)])
    assert (await served.posts(skipped)).status_code == 200
    [(_, asked), *_] = examples("exchange")
    [op] = msgspec.json.decode(asked, type=Exchange).ops
    late = msgspec.structs.replace(msgspec.json.decode(op, type=Op), seq=50)
    answer = await served.posts(Exchange(LIN.inc, START, None, [msgspec.Raw(msgspec.json.encode(late))]))
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == msgspec.json.decode(told)


async def test_the_doors_that_need_nothing_are_open(served: Served) -> None:
    for door in ("/limits", "/problems", "/problems/seq-gap", "/programme", "/health", "/ready"):
        assert (await served.client.get(door)).status_code == 200, door
