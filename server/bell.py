"""The bell between server processes on one database: phones on the lines of one hear of what another commits."""

import asyncio
import logging
import secrets
from collections.abc import Collection

import msgspec
import psycopg
import sqlalchemy as sa
from psycopg.conninfo import make_conninfo

from server.storage.engine import is_shared
from server.storage.rows import chunks
from server.wake import Wake

log = logging.getLogger(__name__)

CHANNEL = "homeward"
SECONDS_BETWEEN_TRIES = 1.0
KEEP_ALIVE = {"keepalives_idle": 20, "keepalives_interval": 5, "keepalives_count": 3}
SCOPES_A_STROKE = 60
"""PostgreSQL carries 8,000 bytes at a time; a scope may have a hundred."""


class Stroke(msgspec.Struct, frozen=True, array_like=True):
    """What one process tells the others: who it is, and where there is news."""

    process: str
    scopes: list[str]


class Bell:
    """Says nothing where the database has only one process."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._process = secrets.token_hex(8)

    def ring(self, db: sa.Connection, scopes: Collection[str]) -> None:
        """Heard by the other processes once this transaction is committed."""
        if not is_shared(self._engine):
            return
        for some in chunks(sorted(scopes), SCOPES_A_STROKE):
            stroke = msgspec.json.encode(Stroke(self._process, some)).decode()
            db.execute(sa.select(sa.func.pg_notify(CHANNEL, stroke)))

    async def listen(self, wake: Wake) -> None:
        """Pass on what the others ring, for the life of the house."""
        while is_shared(self._engine):
            try:
                await self._hear(wake)
            except psycopg.Error as fault:
                log.warning("the line to the other processes broke: %s", fault)
            await asyncio.sleep(SECONDS_BETWEEN_TRIES)
            # Nobody knows what was rung meanwhile.
            wake.ring_all()

    async def _hear(self, wake: Wake) -> None:
        _, where = self._engine.dialect.create_connect_args(self._engine.url)
        where.pop("context", None)  # SQLAlchemy's own types
        address = make_conninfo("", **where, **KEEP_ALIVE)
        async with await psycopg.AsyncConnection.connect(address, autocommit=True) as line:
            await line.execute(f"LISTEN {CHANNEL}")
            async for notice in line.notifies():
                stroke = msgspec.json.decode(notice.payload, type=Stroke)
                if stroke.process != self._process:
                    wake.ring(stroke.scopes)
