"""A copy put back in the place of the database, and the proof beforehand that it could be."""

import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import psycopg
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag

from server import backup, library
from server.erasure import erase_again, open_purge_list
from server.key_copy import open_key_copy
from server.rebuild import rebuild
from server.settings import Unusable
from server.storage import tables as t
from server.storage.body import Lost
from server.storage.engine import migrate, open_engine
from server.tokens import open_keys
from sync.programme import Programme


class Proved(NamedTuple):
    """What a copy holds: ops, records made from them, those that were not as stored, and when its newest op came."""

    ops: int
    records: int
    differing: list[str]
    newest_at: int | None


def prove(url: str, copy: Path, programme: Programme, key_file: Path) -> Proved:
    """Put the copy back beside the house, replay its log and compare, and throw all of it away. Raises Unusable.

    `url`: the house's database: on PostgreSQL the copy is put into a database of its own on the same server.
    `key_file`: the house's; the keys of records lie beside it.
    """
    with _beside(sa.make_url(url), copy, key_file) as engine:
        return _looked_through(engine, programme)


def put_back(url: str, copy: Path, programme: Programme, now_ms: int, key_file: Path) -> tuple[Proved, str]:
    """Put the copy in the place of the database, which is kept under the name returned ("": there was none).

    Raises Unusable.

    Nothing has changed where the copy turns out to be none, or where the house still runs.
    """
    address = sa.make_url(url)
    prove(url, copy, programme, key_file)
    stamp = datetime.fromtimestamp(now_ms / 1000, UTC).strftime("%Y%m%dT%H%M%S")
    kept = _swap_file(address, copy, stamp) if _is_file(address) else _swap_database(address, copy, stamp)
    with _opened(url, key_file) as engine:
        return _looked_through(engine, programme), kept


def _looked_through(engine: sa.Engine, programme: Programme) -> Proved:
    """The log replayed and compared; nothing is changed by it."""
    with engine.connect() as db, db.begin() as whole:
        try:
            found = rebuild(db, library.with_published(db, programme))
        except (Lost, InvalidTag) as fault:
            raise Unusable(
                f"this copy cannot be read: {str(fault) or 'its key is another'}; put back what lay beside the key"
            ) from fault
        newest_at = db.execute(sa.select(sa.func.max(t.ops.c.received_at))).scalar()
        whole.rollback()
    return Proved(found.ops, found.records, found.differing, newest_at)


@contextmanager
def _beside(house: sa.URL, copy: Path, key_file: Path) -> Iterator[sa.Engine]:
    if _is_file(house):
        _check_file(copy)
        with tempfile.TemporaryDirectory(prefix="homeward-proof-") as folder:
            shutil.copyfile(copy, Path(folder) / "house.db")
            with _opened(f"sqlite:///{folder}/house.db", key_file) as engine:
                yield engine
        return
    proof = house.set(database=f"homeward_proof_{secrets.token_hex(4)}")
    with _server(house) as server:
        _create(server, proof)
        try:
            backup.speak(
                proof, "pg_restore", "--no-owner", "--exit-on-error", "--dbname", str(proof.database), str(copy)
            )
            with _opened(proof.render_as_string(hide_password=False), key_file) as engine:
                yield engine
        finally:
            server.execute(psycopg.sql.SQL("DROP DATABASE {} WITH (FORCE)").format(_named(proof.database)))


@contextmanager
def _opened(url: str, key_file: Path) -> Iterator[sa.Engine]:
    engine = open_engine(url, open_keys(key_file).sealing_key)
    try:
        try:
            migrate(engine)
        except sa.exc.SQLAlchemyError as fault:
            raise Unusable(f"that is no copy of a house: {fault}") from fault
        with engine.begin() as db:
            open_key_copy(key_file).put_back(db)
            erase_again(db, open_purge_list(key_file))
        yield engine
    finally:
        engine.dispose()


def _check_file(copy: Path) -> None:
    if not copy.is_file():
        raise Unusable(f"there is no file {copy}")
    try:
        with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)) as raw:
            [sound] = raw.execute("PRAGMA integrity_check(1)").fetchone()
            known = raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    except sqlite3.DatabaseError as fault:
        raise Unusable(f"{copy} is no database: {fault}") from fault
    if sound != "ok" or not known:
        raise Unusable(f"{copy} is no sound copy of a house: {sound if sound != 'ok' else 'it has none of its tables'}")


def _swap_file(house: sa.URL, copy: Path, stamp: str) -> str:
    path = Path(house.database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = path.with_name(f"{path.name}.replaced-{stamp}")
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    shutil.copyfile(copy, fresh)
    backup.settle(fresh)
    try:
        replaces = path.exists()
        if replaces:
            _fold(path)
            path.rename(kept)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    backup.settle(path)
    return str(kept) if replaces else ""


def _fold(path: Path) -> None:
    """Fold what stands beside the file into it, which SQLite does only for whoever is alone with it."""
    try:
        with closing(sqlite3.connect(path, timeout=1)) as raw:
            raw.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as fault:
        raise Unusable(f"{path} is in use ({fault}): stop the house first") from fault
    except sqlite3.DatabaseError:
        return  # so broken that it is being replaced: it is kept as it lies


def _swap_database(house: sa.URL, copy: Path, stamp: str) -> str:
    kept = f"{house.database}_replaced_{stamp.lower()}"
    renamed = psycopg.sql.SQL("ALTER DATABASE {} RENAME TO {}")
    with _server(house) as server:
        replaces = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [house.database]).fetchone()
        if replaces:
            try:
                server.execute(renamed.format(_named(house.database), _named(kept)))
            except psycopg.errors.ObjectInUse as fault:
                raise Unusable(f"the database {house.database} is in use: stop the house first") from fault
        _create(server, house)
        try:
            backup.speak(
                house, "pg_restore", "--no-owner", "--exit-on-error", "--dbname", str(house.database), str(copy)
            )
        except Unusable:
            server.execute(psycopg.sql.SQL("DROP DATABASE {} WITH (FORCE)").format(_named(house.database)))
            if replaces:
                server.execute(renamed.format(_named(kept), _named(house.database)))
            raise
    return kept if replaces else ""


@contextmanager
def _server(house: sa.URL) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """A line to the server from beside the database."""
    address = house.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    try:
        with psycopg.connect(address, autocommit=True) as server:
            yield server
    except psycopg.errors.InsufficientPrivilege as fault:
        raise Unusable(f"this needs a user who may make databases (ALTER ROLE ... CREATEDB): {fault}") from fault
    except psycopg.OperationalError as fault:
        raise Unusable(f"the PostgreSQL server cannot be reached: {fault}") from fault


def _create(server: "psycopg.Connection[tuple[object, ...]]", house: sa.URL) -> None:
    server.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(_named(house.database)))


def _named(database: str | None) -> psycopg.sql.Identifier:
    return psycopg.sql.Identifier(database or "")


def _is_file(url: sa.URL) -> bool:
    return url.get_backend_name() == "sqlite"
