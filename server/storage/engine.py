"""The database: opened with the settings its promises need, and migrated. A URL is all that tells the two apart."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from server.settings import Unusable
from server.storage import ring

T = TypeVar("T")
MIGRATIONS = Path(__file__).parent / "migrations"
POSTGRES = {
    "application_name": "homeward",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
    "synchronous_commit": "on",
    "plan_cache_mode": "force_custom_plan",
}
"""What every connection to PostgreSQL is set to. Plans are made for the tables as they are: one kept from when they
were empty reads them whole when they are not. The order in which rows are locked: see server.intake."""


def open_engine(url: str, secret: bytes | None = None) -> sa.Engine:
    """Open `url` (SQLAlchemy form). What is answered is on the disk: SQLite runs in WAL with synchronous=FULL.

    A statement that fails is told without its values: they are people's answers, and it ends in a log. `secret`: what
    the keys of records are made with (`Keys.sealing_key`); without it nothing sealed can be read or written.
    """
    if sa.make_url(url).get_backend_name() == "sqlite":
        engine = _open_sqlite(url)
    else:
        settings = " ".join(f"-c {name}={value}" for name, value in POSTGRES.items())
        engine = sa.create_engine(url, hide_parameters=True, connect_args={"options": settings})
    ring.hang(engine, secret)
    return engine


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection that only reads, and all its statements the same snapshot."""
    options: dict[str, object] = {"readonly": True}
    if is_shared(engine):
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as db:
        yield db


def is_shared(engine: sa.Engine) -> bool:
    """Whether several server processes may work on this database at a time."""
    return engine.dialect.name == "postgresql"


async def off_loop(work: Callable[..., T], *given: object) -> T:
    """`work` in a thread. Who is cancelled meanwhile still waits for it: the connection it holds is given back before
    the house closes."""
    working = asyncio.ensure_future(asyncio.to_thread(work, *given))
    try:
        return await asyncio.shield(working)
    except asyncio.CancelledError:
        await asyncio.wait([working])
        raise


@asynccontextmanager
async def alone(engine: sa.Engine, task: str) -> AsyncIterator[bool]:
    """Whether this process is the one to do `task` meanwhile: of several on one database only one is told yes.

    Who dies at it holds nobody up.
    """
    if not is_shared(engine):
        yield True
        return
    claim = _Claim(engine, task)
    try:
        yield await off_loop(claim.take)
    finally:
        claim.give_back()


class _Claim:
    """A transaction that holds a name."""

    def __init__(self, engine: sa.Engine, task: str) -> None:
        self._engine = engine
        self._statement = sa.select(sa.func.pg_try_advisory_xact_lock(sa.func.hashtext(task)))
        self._db: sa.Connection | None = None

    def take(self) -> bool:
        self._db = self._engine.connect()
        return bool(self._db.execute(self._statement).scalar_one())

    def give_back(self) -> None:
        if self._db:
            self._db.close()


def hold_writers(db: sa.Connection) -> None:
    """No process writes ops until this transaction ends; those under way are waited for."""
    if db.dialect.name == "postgresql":
        db.exec_driver_sql("LOCK TABLE incarnations IN EXCLUSIVE MODE")


def migrate(engine: sa.Engine) -> None:
    """Bring the tables to the newest revision; does nothing where they are. Raises Unusable where they are newer."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
    with engine.begin() as db:
        if is_shared(engine):
            # Processes that start together migrate one after the other.
            db.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext("homeward migrates"))))
        if not set(MigrationContext.configure(db).get_current_heads()) <= known:
            raise Unusable(
                "this database was last opened by a newer Homeward: open it with that one, or go back to a copy made "
                "before (`homeward restore`)"
            )
        config.attributes["connection"] = db
        command.upgrade(config, "head")


def _open_sqlite(url: str) -> sa.Engine:
    engine = sa.create_engine(url, hide_parameters=True)
    if engine.url.database:
        Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_immediately)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    assert isinstance(connection, sqlite3.Connection)
    # The driver's own implicit BEGIN would come too late to hold the lock before the first read.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON", "cache_size=-20000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediately(db: sa.Connection) -> None:
    readonly = db.get_execution_options().get("readonly", False)
    db.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")
