"""Where every door is walked up to: the operation in Changning behind its real doors, and anybody anywhere."""

import hashlib

import httpx
import msgspec
import sqlalchemy as sa

from server import app as house
from server import identity
from server.storage import tables as t
from server.storage.body import unseal_all
from server.storage.engine import reading
from sync.op import Op, Part, Write
from sync.programme import Programme
from sync.record import Record
from sync.rights import RELEASE
from sync.stamp import Dot
from tests.actors.house import Hand, House, parcel
from tests.actors.post import Post
from tests.server.door import Client, Phone
from tests.stories.test_the_two_ways import GUBEI, registers_family, signs

T1, DISTRICT, HOLDING = "station:PVG-T1", "district:310105", "site:HP1"
PLACES = (T1, GUBEI, DISTRICT, "site:CS2")
PICTURE = b"\xff\xd8\xff\xe0" + b"a paper form" * 20
DIGEST = hashlib.sha256(PICTURE).hexdigest()
ASKED: dict[str, dict[str, str | int]] = {
    "GET /readings": {"inc": "desk01"},
    "GET /notices/rehearsal": {"office": GUBEI},
    "PATCH /attachments/{digest:str}": {"start": 0, "size": len(PICTURE)},
}
"""What some doors must be told besides."""
NOBODY = parcel(0xBAD)
"""A record there is not."""


class Behind(House):
    """The house of an app, for people who speak to it without its doors."""

    def __init__(self, opened: house.House, clock: Hand) -> None:
        self.clock, self.programme = clock, opened.library.programme
        self.engine, self.writer, self.intake = opened.engine, opened.writer, opened.intake


class Walk:
    """A family, the flight it came on, a picture of its paper, a call to its street, and an act that was set aside."""

    def __init__(self, client: Client, opened: house.House, clock: Hand) -> None:
        self.client, self.opened, self.clock = client, opened, clock
        self.house = Behind(opened, clock)
        self.programme: Programme = opened.library.programme
        self._devices = 0

    async def open(self) -> "Walk":
        desk = Post(self.house, "desk01", T1, ("station", "station_lead", "escort"))
        holding = Post(self.house, "hold01", HOLDING, ("holding_point", "liaison", "medical"))
        self.flight = desk.fills("flight", flight_no="XY9001", flight_date="2020-03-21", expected_at=T1)
        family = registers_family(desk, 2)
        self.person = family[0]
        signs(desk, family, "home")
        self.bus = desk.fills("trip", **{"class": "test"}, vehicle="沪A12345", seats=30, to_site=HOLDING)
        desk.fills("boarding", self.bus, boarded=[*family])
        desk.fills("depart", self.bus)
        assert {verdict.code for verdict in await desk.syncs()} == {"applied"}
        await holding.syncs()
        self.offer = holding.fills("offer", people=[*family], to_place=GUBEI)
        assert {verdict.code for verdict in await holding.syncs()} == {"applied"}
        self.house.revoke(desk.phone.inc)
        registers_family(desk, 1)
        await desk.syncs()
        await self._brings_picture()
        with reading(self.opened.engine) as db:
            self.notice = str(db.execute(sa.select(t.notices.c.id).where(t.notices.c.office == GUBEI)).scalar_one())
        return self

    async def enrols(self, role: str, place: str) -> Phone:
        """Somebody with this one role at this place."""
        self._devices += 1
        inc = f"w{self._devices:05}"
        self.house.enrol(inc, place, (role,))
        with reading(self.opened.engine) as db:
            device = identity.find_device(db, inc)
        assert device
        token = self.opened.keys.sign(identity.claim(device))
        return Phone(self.client, self.clock, {"inc": inc, "token": token, "person": {"id": f"u{inc}"}})

    def records(self) -> dict[str, Record]:
        with reading(self.opened.engine) as db:
            bodies = db.execute(sa.select(t.records.c.body)).scalars()
            return {record.id: record for record in unseal_all(db, bodies, Record)}

    def act(self, phone: Phone, form: str, kind: str, record: str, about: Record | None) -> Op:
        """A form about a record, with nothing on it: whether it may be filled at all is judged before what it says."""
        phone.seq += 1
        seen = about.events[-1].stamp.dot if about and about.events else None
        part = Part(kind, record, [], None, seen)
        version = self.programme.version
        return Op(phone.seq, self.clock.ms, None, phone.person, form, version, None, None, None, [part])

    def lets_in(self, phone: Phone, inc: str, seq: int) -> Op:
        """The release of an act that was set aside."""
        phone.seq += 1
        return Op(phone.seq, self.clock.ms, None, phone.person, RELEASE, "", None, Dot(inc, seq), None, [])

    async def asks(self, phone: Phone | None, door: str, **names: str) -> httpx.Response:
        method, _, path = door.partition(" ")
        for name, value in {"language": "en", **names}.items():
            path = path.replace(f"{{{name}:str}}", value)
        headers = phone.headers if phone else {"content-type": "application/json"}
        body = b'{"what": "delivered"}' if method != "GET" else None
        return await self.client.request(method, path, headers=headers, content=body, params=ASKED.get(door))

    async def _brings_picture(self) -> None:
        bringer = await self.enrols("station", T1)
        headers = {**bringer.headers, "content-type": "application/octet-stream"}
        size = {"start": 0, "size": len(PICTURE)}
        sent = await self.client.patch(f"/attachments/{DIGEST}", content=PICTURE, headers=headers, params=size)
        assert sent.status_code == 200, sent.text
        op = self.act(bringer, "arrival", "person", self.person, self.records()[self.person])
        op.parts[0].writes.append(Write("paper_photo", "set", [DIGEST]))
        [verdict] = (await bringer.exchange(op)).verdicts
        assert verdict.code == "applied", verdict


def said(answer: httpx.Response) -> bytes:
    """What an answer tells, but for the address that was asked."""
    if answer.headers["content-type"] != "application/problem+json":
        return answer.content
    told = answer.json()
    told.pop("instance")
    return msgspec.json.encode(told)
