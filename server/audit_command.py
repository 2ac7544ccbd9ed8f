"""homeward audit: is the book of readings whole, whom has a device or a person touched, who has looked at a record."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from server.audit import open_marks
from server.boards import touched
from server.settings import Settings, Unusable
from server.storage import reads
from server.storage import tables as t
from server.storage.engine import migrate, open_engine, reading
from server.tokens import open_keys


def add_words(audit: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words that follow `homeward audit`."""
    for name, says, act, given in (
        ("verify", "walk the book of readings and name the first line that is not as it was written", verify, ""),
        ("restored", "say that the database was restored: seals beyond its last reading no longer count", restored, ""),
        ("touched", "whom a device or one of the staff has seen or acted on", say_touched, "who"),
        ("readers", "who was shown one record", say_readers, "record"),
    ):
        word = audit.add_parser(name, help=says, description=says)
        word.set_defaults(act=act)
        if given:
            word.add_argument(given, help="a device's name or a person's id" if given == "who" else "a record's id")


def verify(settings: Settings, _words: argparse.Namespace) -> None:
    """Walk the book."""
    key_file = Path(settings.key_file)
    marks = open_marks(key_file)
    with _store(settings) as engine, reading(engine) as db:
        found = reads.verify(db, open_keys(key_file).reading_key, marks.known())
    if found.broken:
        raise Unusable(f"line {found.broken.n} of the readings {found.broken.why}; {found.lines} before it are sound")
    marks.note(found.lines, found.seal)
    print(f"{found.lines} readings, each as it was written.")


def restored(settings: Settings, _words: argparse.Namespace) -> None:
    """The database is an older copy, put back by those who may."""
    with _store(settings) as engine, reading(engine) as db:
        n, _ = reads.newest(db)
    open_marks(Path(settings.key_file)).forgive(n)
    print(f"The book ends at line {n}. Readings after it were lost with the database that was replaced.")


def say_touched(settings: Settings, words: argparse.Namespace) -> None:
    """One line a record."""
    name = words.who.lower()
    with _store(settings) as engine:
        if not _known(engine, name):
            raise Unusable(f"{words.who} is neither a device nor a person of this house")
        found = touched.of(engine, inc=name) or touched.of(engine, person=name)
    for one in found:
        print(f"{one.kind:12} {one.record}  {_time(one.first)} to {_time(one.last)}  ", end="")
        print(", ".join([*(f"saw: {door}" for door in one.doors), *(f"did: {act}" for act in one.acts)]))
    kinds = sorted({one.kind for one in found})
    print(", ".join(f"{sum(one.kind == kind for one in found)} {kind or 'unknown'}" for kind in kinds) or "nothing")


def say_readers(settings: Settings, words: argparse.Namespace) -> None:
    """One line a reading."""
    with _store(settings) as engine:
        found = touched.readers(engine, words.record)
    for one in found:
        print(f"{_time(one.at)}  {one.inc.upper() or '-':6}  {one.who or '(a traveller)'}  {one.place}  ", end="")
        print(f"{one.door} {one.why}".rstrip())


def _known(engine: sa.Engine, name: str) -> bool:
    with reading(engine) as db:
        device = sa.select(t.incarnations.c.inc).where(t.incarnations.c.inc == name)
        person = sa.select(t.actors.c.id).where(t.actors.c.id == name)
        return any(db.execute(either).first() for either in (device, person))


@contextmanager
def _store(settings: Settings) -> Iterator[sa.Engine]:
    engine = open_engine(settings.database, open_keys(Path(settings.key_file)).sealing_key)
    migrate(engine)
    try:
        yield engine
    finally:
        engine.dispose()


def _time(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
