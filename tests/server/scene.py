"""Where bad input is sent: a house with three phones, rows that say what is sent, and what must hold after each."""

import base64
import gzip
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import httpx
import msgspec
import sqlalchemy as sa

from server.app import House
from server.rebuild import rebuild
from server.storage import tables as t
from server.storage.entry import opened
from sync.exchange import Answer
from sync.stamp import Dot
from tests.actors.house import Hand, parcel
from tests.parcels import OFFICE, SHOP
from tests.server.door import Phone, Staff

MESSAGE = "[<inc>,<now>,<mono>,[<ops>],<skip>,<refill>,<cursor>,<limit>,<sums>,<held>]"
ACT = "[<seq>,<at>,<mono>,<by>,<form>,<version>,<reason>,<adopts>,<paper_at>,[<parts>]]"
SLOTS = {
    "parts": "<part>",
    "part": '["parcel",<record>,[<writes>],<event>,<seen>]',
    "record": '"<new>"',
    "writes": "<write>",
    "write": '["label","set","L1",[]]',
    "event": '["arrive","depot:D1"]',
    "form": '"take_in"',
    "version": '"p1"',
    **dict.fromkeys(("mono", "reason", "adopts", "paper_at", "seen"), "null"),
    **dict.fromkeys(("skip", "refill", "cursor", "limit", "sums", "held"), "null"),
}


def fill(template: str, slots: dict[str, str]) -> bytes:
    """Put the slots in, those of slots too. Half surrogates \\udc80-\\udcff become the bytes 80-ff."""
    while "<" in template:
        before, _, rest = template.partition("<")
        name, _, after = rest.partition(">")
        template = before + slots[name] + after
    return template.encode("utf-8", "surrogateescape")


class Scene:
    """A clerk's phone at the depot that took in `known`, a stranger's at the shop, and the lead's."""

    def __init__(self, house: House, staff: Staff, clock: Hand) -> None:
        self.house, self.staff, self.clock = house, staff, clock
        self.clerk: Phone
        self.stranger: Phone
        self.lead: Phone
        self.taken: dict[Dot, bytes] = {}
        self._used = 1

    async def open(self) -> "Scene":
        self.clerk = await self.staff.enrols()
        self.stranger = await self.staff.enrols(SHOP)
        self.lead = await self.staff.enrols(OFFICE, ("clerk", "lead"))
        assert await self.exchanged(self.clerk, self.act(self.clerk, record='"<known>"')) == ["applied"]
        return self

    def act(self, phone: Phone, **slots: str) -> bytes:
        """The next act of `phone`: it takes in a new parcel, but for the slots named."""
        phone.seq += 1
        return fill(ACT, {**self._known(phone), "seq": str(phone.seq), **slots})

    def message(self, phone: Phone, *acts: bytes, **slots: str) -> bytes:
        ops = b",".join(acts).decode("utf-8", "surrogateescape")
        return fill(MESSAGE, {**self._known(phone), "ops": ops, **slots})

    async def sent(self, phone: Phone, *acts: bytes, **slots: str) -> httpx.Response:
        return await phone.posts(self.message(phone, *acts, **slots))

    async def exchanged(self, phone: Phone, *acts: bytes, **slots: str) -> list[str]:
        """The verdicts on these acts. From now on they must be in the log as they were sent."""
        answer = await self.sent(phone, *acts, **slots)
        assert answer.status_code == 200, answer.text
        verdicts = msgspec.json.decode(answer.content, type=Answer).verdicts
        assert len(verdicts) == len(acts)
        self.taken |= {Dot(phone.inc, each.seq): act for each, act in zip(verdicts, acts, strict=True)}
        return [f"{each.code} {each.detail or ''}".strip() for each in verdicts]

    def log(self) -> dict[Dot, bytes]:
        with self.house.engine.connect() as db:
            rows = db.execute(sa.select(t.ops)).all()
            raws = opened(db, [row.body for row in rows])
            return {Dot(row.inc, row.seq): raw for row, raw in zip(rows, raws, strict=True)}

    async def is_well(self) -> None:
        """Nothing is lost, everybody is served, leaders see what is parked, and the log still tells the whole story."""
        assert {dot: self.log().get(dot) for dot in self.taken} == self.taken
        for phone in (self.stranger, self.lead, self.clerk):
            assert await self.exchanged(phone, self.act(phone)) == ["applied"]
        parked = await self.lead.opens("/quarantine")
        assert parked.status_code == 200, parked.text
        assert all(len(row["detail"]) < 100 for row in parked.json()["rows"])
        with self.house.engine.begin() as db:
            assert rebuild(db, self.house.intake.programme).differing == []

    def _known(self, phone: Phone) -> dict[str, str]:
        self._used += 1
        now = str(self.clock.ms)
        names = {"new": parcel(self._used), "known": parcel(1), "clerk": self.clerk.inc}
        said = {"inc": f'"{phone.inc}"', "by": f'"{phone.person}"', "now": now, "at": now}
        return {**SLOTS, **names, **said}


Send = Callable[[Scene], Awaitable[str]]


class Row(NamedTuple):
    """`what` is sent, and what is `said` to it: "<status> <problem>" or "<verdict> <detail>"."""

    what: str
    said: str
    send: Send


def act(what: str, said: str, sender: str = "clerk", **slots: str) -> Row:
    """A bad act between two good ones, in one exchange: the good ones are applied."""

    async def send(scene: Scene) -> str:
        phone: Phone = getattr(scene, sender)
        # Not <new>: the parcel that a bad act claimed must be free for good ones.
        before, bad, after = scene.act(phone), scene.act(phone, **slots), scene.act(phone)
        verdicts = await scene.exchanged(phone, before, bad, after)
        assert [verdicts[0], verdicts[2]] == ["applied", "applied"]
        assert await scene.exchanged(phone, before, bad, after) == verdicts
        return verdicts[1]

    return Row(what, said, send)


def message(
    what: str,
    said: str,
    pack: Callable[[bytes], bytes] = bytes,
    headers: dict[str, str] | None = None,
    **slots: str,
) -> Row:
    """A bad message with two good acts in it: nothing of it is taken, and the acts enter with a good message."""

    async def send(scene: Scene) -> str:
        phone, before = scene.clerk, scene.log()
        good = scene.act(phone), scene.act(phone)
        answer = await phone.posts(pack(scene.message(phone, *good, **slots)), **headers or {})
        assert answer.headers["content-type"] == "application/problem+json"
        assert scene.log() == before
        assert await scene.exchanged(phone, *good) == ["applied", "applied"]
        problem = answer.json()
        assert problem["status"] == answer.status_code
        return f"{answer.status_code} {problem['code']}"

    return Row(what, said, send)


def cursor(what: str, place: Callable[[Scene], object]) -> Row:
    """A cursor nobody gave out: the acts are taken and the phone starts over."""

    async def send(scene: Scene) -> str:
        said = place(scene)
        text = said if isinstance(said, str) else packed(msgspec.json.encode(said))
        acts = scene.act(scene.clerk), scene.act(scene.clerk)
        answer = await scene.sent(scene.clerk, *acts, cursor=msgspec.json.encode(text).decode())
        assert answer.status_code == 200, answer.text
        heard = msgspec.json.decode(answer.content, type=Answer)
        assert [each.code for each in heard.verdicts] == ["applied", "applied"]
        assert len(heard.entries) == 3
        return "200 reset" if heard.reset else "200"

    return Row(what, "200 reset", send)


def packed(said: bytes) -> str:
    return base64.urlsafe_b64encode(said).decode().rstrip("=")


def bomb(_good: bytes) -> bytes:
    """Small on the wire, 64 MiB when opened."""
    return gzip.compress(b" " * (64 * 1024 * 1024))
