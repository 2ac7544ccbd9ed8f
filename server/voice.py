"""The house's own voice: what it records by itself is an act like any other, under a name of its own."""

import asyncio
import secrets
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec
import sqlalchemy as sa

from server.clock import Clock
from server.intake import Intake, Taken, devices
from server.storage import tables as t
from server.storage.engine import off_loop, reading
from server.storage.rows import upsert
from server.writer import Writer
from sync.exchange import LIMITS, Exchange
from sync.form import compose
from sync.op import Op, Part, Value
from sync.rights import CLOCK, Author
from sync.seen import Filled

ACTOR = "u-clock"
HOUSE = Author(CLOCK, ACTOR, "Homeward", "", (CLOCK, "system"), ())
"""Who speaks when nobody does. Each voice has a name of its own, which begins like this."""
NAME_BYTES = 4
_ROLES = msgspec.json.encode(HOUSE.roles).decode()


class Saying(NamedTuple):
    """One act: the form it fills and what it does to which records."""

    form: str
    parts: list[Part]


class Voice:
    """Says one thing after the other; survives restarts because it remembers nothing that matters.

    Its acts bear the name of an incarnation that is new with each process, and new again when the database turns out
    to be an older copy: phones still know what the lost acts said, and no number may mean two things.
    """

    def __init__(self, engine: sa.Engine, writer: Writer, intake: Intake, clock: Clock) -> None:
        self._engine, self._writer, self._intake, self._clock = engine, writer, intake, clock
        self._inc = ""
        self._said = 0
        self._one_at_a_time = asyncio.Lock()

    async def open(self) -> None:
        """The house itself is one of those who act."""
        await self._writer.run(self._join)

    async def fill(self, form: str, values: dict[str, Value], place: str) -> Taken:
        """Fill a form that makes a new record at `place`, and save it."""
        filled = Filled(record_id(self._clock.now_ms()), values)
        there = msgspec.structs.replace(HOUSE, place=place)
        parts = compose(self._intake.programme, form, [filled], there, lambda _: None)
        return await self.say([Saying(form, parts)])

    async def say(self, sayings: Sequence[Saying]) -> Taken:
        """Record all of these, at most `ops_per_exchange_max`. Raises Refusal, Busy or Unwritten."""
        assert len(sayings) <= LIMITS.ops_per_exchange_max
        async with self._one_at_a_time:
            if not self._inc or await off_loop(self._last_seq) != self._said:
                self._inc, self._said = await self._writer.run(self._enrol), 0
            now, version = self._clock.now_ms(), self._intake.programme.version
            ops = [
                Op(seq, now, None, ACTOR, said.form, version, None, None, None, said.parts)
                for seq, said in enumerate(sayings, self._said + 1)
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


def record_id(now_ms: int) -> str:
    """A uuid7 (RFC 9562)."""
    number = now_ms << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62)
    return str(UUID(int=number))
