"""Where a fleet's house keeps everything: one database a process, put back to new for each story, copied as backups and
standbys are."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from server.storage import tables as t
from server.storage.engine import is_shared, migrate, open_engine
from server.storage.rows import Row, insert
from tests.actors.house import SECRET

PATIENCE = "SET lock_timeout = '30ms'"
"""Who waits for a lock here waits for a transaction that stands still until it gives up: it need not wait long."""

Rows = dict[sa.Table, list[Row]]
Copy = sqlite3.Connection | Rows
"""All of a database at one moment: SQLite's own kind of backup, or the rows of every table."""


class Store:
    """One database. `engine` leads to it."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url, SECRET)
        is_file = not is_shared(self.engine)
        # Nothing here outlives the process, so nothing is forced to the disk.
        habit = "PRAGMA synchronous=OFF" if is_file else PATIENCE

        def form(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
            connection.cursor().execute(habit)
            connection.commit()

        sa.event.listen(self.engine, "connect", form)
        migrate(self.engine)
        self._new = self.copy()

    def copy(self) -> Copy:
        """The database as it stands."""
        if is_shared(self.engine):
            with self.engine.connect() as db:
                return {table: [dict(row._mapping) for row in db.execute(sa.select(table))] for table in _TABLES}
        kept = sqlite3.connect(":memory:")
        with self._file() as file:
            file.backup(kept)
        return kept

    def go_back(self, copied: Copy | None = None) -> None:
        """Go on from an older copy, or from nothing: all since is lost."""
        older = copied or self._new
        if isinstance(older, sqlite3.Connection):
            with self._file() as file:
                older.backup(file)
            return
        with self.engine.begin() as db:
            db.exec_driver_sql("".join(f"DELETE FROM {table.name};" for table in _TABLES))
            for table, rows in older.items():
                insert(db, table, rows)

    @contextmanager
    def _file(self) -> Iterator[sqlite3.Connection]:
        connection = self.engine.raw_connection()
        try:
            file = connection.driver_connection
            assert isinstance(file, sqlite3.Connection)
            yield file
        finally:
            connection.close()


_TABLES = t.tables.sorted_tables


@cache
def store(where: Path | str) -> Store:
    """The store of this process in a folder, or at a URL: migrated once, its statements compiled once."""
    return Store(where if isinstance(where, str) else f"sqlite:///{where}/house.db")
