"""People at the doors: a phone that speaks through the real doors, and the staff office that hands out codes."""

from typing import Any  # JSON as the test client gives it

import httpx
import msgspec
from litestar import Litestar
from litestar.testing import AsyncTestClient

from server import identity
from server.app import House
from sync.compile import Compiled
from sync.exchange import Answer, Exchange
from sync.op import Event, Op, Part, Write
from tests.actors.house import Hand
from tests.parcels import DEPOT, PARCELS

Client = AsyncTestClient[Litestar]

SHELF = Compiled(PARCELS, {"en": {"take_in": "Take in a parcel"}, "zh-Hans": {"take_in": "收包裹"}})


class Phone:
    """Numbers its acts and keeps what it was told; no more."""

    def __init__(self, client: Client, clock: Hand, enrolled: dict[str, Any]) -> None:
        self.client = client
        self.clock = clock
        self.inc: str = enrolled["inc"]
        self.token: str = enrolled["token"]
        self.person: str = enrolled["person"]["id"]
        self.seq = 0

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}", "content-type": "application/json"}

    def takes_in(self, record: str, label: str = "L1", form: str = "take_in") -> Op:
        self.seq += 1
        part = Part("parcel", record, [Write("label", "set", label)], Event("arrive", DEPOT))
        return Op(self.seq, self.clock.ms, None, self.person, form, "p1", None, None, None, [part])

    def message(self, *ops: Op, **more: Any) -> bytes:
        raw = [msgspec.Raw(msgspec.json.encode(op)) for op in ops]
        return msgspec.json.encode(Exchange(self.inc, self.clock.ms, None, raw, **more))

    async def posts(self, body: bytes, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.post("/sync/v1", content=body, headers={**self.headers, **named})

    async def exchange(self, *ops: Op, **more: Any) -> Answer:
        answer = await self.posts(self.message(*ops, **more))
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=Answer)

    async def opens(self, path: str) -> httpx.Response:
        return await self.client.get(path, headers=self.headers)


class Staff:
    """The office that hands out codes and takes phones out of use."""

    def __init__(self, client: Client, house: House, clock: Hand) -> None:
        self.client, self.house, self.clock = client, house, clock

    def code(self, place: str = DEPOT, roles: tuple[str, ...] = ("clerk",)) -> str:
        with self.house.engine.begin() as db:
            person = identity.add_person(db, "Lin", place, roles, self.clock.ms)
            return identity.issue_code(db, self.house.keys, person.id, self.clock.ms)

    async def enrols(self, place: str = DEPOT, roles: tuple[str, ...] = ("clerk",)) -> Phone:
        answer = await self.client.post("/devices", json={"code": self.code(place, roles)})
        assert answer.status_code == 201, answer.text
        return Phone(self.client, self.clock, answer.json())

    def revokes(self, phone: Phone) -> None:
        with self.house.engine.begin() as db:
            assert identity.revoke(db, phone.inc, self.clock.ms)
