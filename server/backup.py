"""A copy of the database to go back to, and what phones may forget once it exists."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from server.key_copy import KeyCopy
from server.settings import Unusable
from server.storage.engine import is_shared, reading
from server.storage.tables import incarnations


class Copied(NamedTuple):
    """A finished copy: where, how large, and how many phones may rely on it."""

    path: Path
    size_bytes: int
    phones: int


def copy(engine: sa.Engine, path: Path, keys: KeyCopy) -> Copied:
    """Copy the running database into a new file, safely on the disk; then note how far each phone's ops are in it.

    What is noted is read before the copy begins, so it never says too much. The keys of records are not in it: they are
    copied to where `keys` says. Raises Unusable.
    """
    if path.exists():
        raise Unusable(f"{path} is there already: a backup never overwrites another")
    path.parent.mkdir(parents=True, exist_ok=True)
    with reading(engine) as db:
        reached = db.execute(sa.select(incarnations.c.inc, incarnations.c.last_seq)).all()
    _dump(engine.url, path) if is_shared(engine) else _vacuum(engine, path)
    settle(path)
    # After the copy: none that it wants is missing.
    keys.take(engine)
    with engine.begin() as db:
        for inc, last_seq in reached:
            moved = sa.update(incarnations).where(incarnations.c.inc == inc, incarnations.c.backed_seq < last_seq)
            db.execute(moved.values(backed_seq=last_seq))
    return Copied(path, path.stat().st_size, len(reached))


def check(engine: sa.Engine, durable: str) -> None:
    """Refuse to promise what the database does not keep. Raises Unusable."""
    if durable != "standby":
        return
    if not is_shared(engine):
        raise Unusable("HOMEWARD_DURABLE=standby needs PostgreSQL with a synchronous standby; SQLite has none")
    with engine.connect() as db:
        if not db.execute(sa.text("SHOW synchronous_standby_names")).scalar():
            raise Unusable("HOMEWARD_DURABLE=standby: PostgreSQL waits for no standby (synchronous_standby_names)")


def _vacuum(engine: sa.Engine, path: Path) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        driver = db.connection.driver_connection
        assert driver
        driver.execute("VACUUM INTO ?", (str(path),))
    with closing(sqlite3.connect(path)) as copied:
        # What is deleted is overwritten.
        copied.execute("PRAGMA secure_delete=ON")
        copied.execute("DELETE FROM keys")
        copied.commit()


def _dump(url: sa.URL, path: Path) -> None:
    speak(url, "pg_dump", "--format=custom", "--exclude-table-data=keys", "--file", str(path))


def speak(url: sa.URL, program: str, *words: str) -> None:
    """Have one of PostgreSQL's own programs do something with the database of `url`. Raises Unusable.

    The password travels in the environment: arguments can be read by everybody on the machine.
    """
    found = shutil.which(program)
    if found is None:
        raise Unusable(f"{program} is not on this machine; it comes with the PostgreSQL client")
    host = url.host or url.query.get("host")
    named = {"PGHOST": host, "PGPORT": url.port, "PGUSER": url.username, "PGDATABASE": url.database}
    environment = {name: str(value) for name, value in {**named, "PGPASSWORD": url.password}.items() if value}
    done = subprocess.run([found, *words], env={**os.environ, **environment}, capture_output=True, text=True)
    if done.returncode:
        raise Unusable(f"{program}: {done.stderr.strip()}")


def settle(path: Path) -> None:
    """Have a new file and its name on the disk."""
    for each, flags in ((path, os.O_RDONLY), (path.parent, os.O_RDONLY)):
        descriptor = os.open(each, flags)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
