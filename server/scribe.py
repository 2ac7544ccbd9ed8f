"""The house's own hand: what it records by itself is an op like any other, numbered and judged at the same door."""

import asyncio
import secrets
from collections.abc import Sequence
from uuid import UUID

import msgspec
import sqlalchemy as sa

from server.clock import Clock
from server.intake import Intake, Taken, devices
from server.storage import tables as t
from server.storage.engine import off_loop, reading
from server.storage.rows import upsert
from server.writer import Writer
from sync.exchange import Exchange
from sync.form import compose
from sync.op import Op, Part, Value
from sync.rights import CLOCK, Author
from sync.seen import Filled

ACTOR = "u-clock"
HOUSE = Author(CLOCK, ACTOR, "Homeward", "", (CLOCK, "system"), ())
"""Who speaks when a time has passed, or somebody without an account asks. Each process does so under a name of its
own, which begins like this."""
NAME_BYTES = 4
_ROLES = msgspec.json.encode(HOUSE.roles).decode()


class Scribe:
    """Its acts bear the name of an incarnation that is new with each process, and new again when the database turns
    out to be an older copy: phones still know what the lost acts said, and no number may mean two things."""

    def __init__(self, engine: sa.Engine, writer: Writer, intake: Intake, clock: Clock) -> None:
        self._engine = engine
        self._writer = writer
        self._intake = intake
        self._clock = clock
        self._inc = ""
        self._said = 0
        self._one_at_a_time = asyncio.Lock()

    async def open(self) -> None:
        """The house itself is one of those who act."""
        await self._writer.run(self._join)

    async def fill(self, form: str, values: dict[str, Value], place: str) -> Taken:
        """Fill a form that makes a new record at `place`, and save it."""
        filled = Filled(_record_id(self._clock.now_ms()), values)
        there = msgspec.structs.replace(HOUSE, place=place)
        return await self.write(form, [compose(self._intake.programme, form, [filled], there, lambda _: None)])

    async def write(self, form: str, acts: Sequence[list[Part]]) -> Taken:
        """Record each of `acts` as an op of its own."""
        async with self._one_at_a_time:
            last_seq = await off_loop(self._last_seq)
            if last_seq != self._said or not self._inc:
                self._inc, self._said = await self._writer.run(self._enrol), 0
            now, version = self._clock.now_ms(), self._intake.programme.version
            ops = [
                Op(seq, now, None, ACTOR, form, version, None, None, None, parts)
                for seq, parts in enumerate(acts, self._said + 1)
            ]
            raw = [msgspec.Raw(msgspec.json.encode(op)) for op in ops]
            taken = await self._intake.accept(self._inc, Exchange(self._inc, now, None, raw, held=0))
            self._said = taken.device.last_seq
            return taken

    def _last_seq(self) -> int | None:
        """How far the database has come with our own acts."""
        with reading(self._engine) as db:
            return devices.last_seq(db, self._inc)

    def _join(self, db: sa.Connection) -> None:
        row = {"id": ACTOR, "who": HOUSE.who, "place": "", "roles": _ROLES, "created_at": self._clock.now_ms()}
        upsert(db, t.actors, [row])

    def _enrol(self, db: sa.Connection) -> str:
        self._join(db)
        inc = CLOCK + secrets.token_hex(NAME_BYTES)
        row = {"inc": inc, "actor": ACTOR, "place": "", "roles": _ROLES, "scopes": "[]"}
        db.execute(sa.insert(t.incarnations).values(**row, enrolled_at=self._clock.now_ms(), last_seq=0, last_eff=0))
        return inc


def _record_id(now_ms: int) -> str:
    """A uuid7 (RFC 9562)."""
    number = now_ms << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62)
    return str(UUID(int=number))
