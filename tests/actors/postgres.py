"""A PostgreSQL of our own: a cluster in a folder, reached by a socket in that folder, thrown away at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from server.storage.engine import migrate, open_engine
from server.storage.tables import tables

OWNER = "homeward"
SECONDS_TO_START = 120
HASTY = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off"}
"""For tests that kill no PostgreSQL: nothing of theirs must outlive the machine."""


class Postgres:
    """One cluster. `program`: its `postgres`; `settings`: besides what is built in; `folder`: where it lives."""

    def __init__(self, program: Path, settings: dict[str, str] | None = None, folder: Path | None = None) -> None:
        self._programs = program.resolve().parent
        self._settings = HASTY if settings is None else settings
        # Sockets have short names, and the cluster's owner is not who runs the tests: not in pytest's own folder.
        self.folder = folder or Path(tempfile.mkdtemp(prefix="homeward-pg-"))
        self.data = self.folder / "data"
        self._user = _unprivileged()
        self._process: subprocess.Popen[bytes] | None = None

    def make(self) -> Postgres:
        """An empty cluster, started."""
        if self._user:
            shutil.chown(self.folder, self._user)
        self.runs("initdb", "-D", str(self.data), "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self.start()
        return self

    def start(self) -> None:
        settings = {"unix_socket_directories": str(self.folder), "listen_addresses": "", **self._settings}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            command = [str(self._programs / "postgres"), "-D", str(self.data), *words]
            self._process = subprocess.Popen(command, stdout=log, stderr=log, user=self._user, cwd=self.folder)
        until = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                return self.says("SELECT 1")
            except psycopg.OperationalError:
                if time.monotonic() > until or self._process.poll() is not None:
                    raise
                time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT: in order, not waiting for anybody; SIGQUIT: at once, as after a power cut."""
        if self._process:
            self._process.send_signal(how)
            self._process.wait(SECONDS_TO_START)
            self._process = None

    def discard(self) -> None:
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{OWNER}@/{database}?host={self.folder}"

    def fresh(self, database: str) -> str:
        """A migrated database of that name with nothing in it; its URL."""
        self.says(f"CREATE DATABASE {database}")
        engine = open_engine(self.url(database))
        migrate(engine)
        engine.dispose()
        return self.url(database)

    def empty(self, database: str) -> None:
        """As `fresh` left it: a tenth of the time that making one takes."""
        wiped = "".join(f"DELETE FROM {table.name};" for table in tables.sorted_tables if table.name != "head")
        self.says(f"{wiped} UPDATE head SET n = 0, era = md5(random()::text)", database)

    def backup(self, database: str) -> Path:
        """As pg_dump makes it, while the house works on."""
        path = self.folder / f"{database}.dump"
        self.runs("pg_dump", "-h", str(self.folder), "-U", OWNER, "-Fc", "-f", str(path), database)
        return path

    def restore(self, database: str, backup: Path) -> None:
        """Put an older state in the place of the newer one, under everybody who works on it."""
        self.says(f"DROP DATABASE {database} WITH (FORCE)")
        self.says(f"CREATE DATABASE {database}")
        self.runs("pg_restore", "-h", str(self.folder), "-U", OWNER, "-d", database, str(backup))

    def says(self, statement: str, database: str = "postgres") -> None:
        with psycopg.connect(f"host={self.folder} user={OWNER} dbname={database}", autocommit=True) as db:
            db.execute(statement.encode())

    def runs(self, program: str, *words: str) -> None:
        """One of PostgreSQL's own programs."""
        done = subprocess.run(
            [self._programs / program, *words],
            user=self._user,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout


def _unprivileged() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)
