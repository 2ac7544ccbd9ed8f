"""homeward backup, restore, prove: a copy made, put back, or shown to be one that could be."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from server import backup, programme, restore
from server.app import open_store
from server.audit import open_marks
from server.clock import SystemClock
from server.key_copy import open_key_copy
from server.restore import Proved
from server.settings import Settings, Unusable
from server.storage import reads
from server.storage.engine import open_engine, reading


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of copies."""
    for name, says, act, file in (
        ("backup", "copy the database into a new file while the house runs", copy, "where to; never an old file"),
        ("prove", "put a copy back beside the house, replay and compare it, and throw that away", prove, "the copy"),
        ("restore", "put a copy in the place of the database, which is kept aside", put_back, "the copy"),
    ):
        word = words.add_parser(name, help=says, description=says)
        word.set_defaults(act=act)
        word.add_argument("file", help=file)


def copy(settings: Settings, words: argparse.Namespace) -> None:
    """Back up the database while the house runs."""
    engine = open_store(settings)
    try:
        copied = backup.copy(engine, Path(words.file), open_key_copy(Path(settings.key_file)))
    finally:
        engine.dispose()
    print(f"{copied.path}: {copied.size_bytes} bytes, and {copied.phones} phones know that it exists.")


def prove(settings: Settings, words: argparse.Namespace) -> None:
    """Say whether this copy could be put back."""
    known = programme.read(Path(settings.programme)).programme
    proved = restore.prove(settings.database, Path(words.file), known, Path(settings.key_file))
    print(f"{words.file}: {said_of(proved)}")
    if proved.differing:
        raise Unusable(f"{len(proved.differing)} records are not what the log makes of them; `homeward rebuild` mends")


def put_back(settings: Settings, words: argparse.Namespace) -> None:
    """Go back to a copy. What came after it comes again from the phones."""
    known = programme.read(Path(settings.programme)).programme
    key_file = Path(settings.key_file)
    proved, kept = restore.put_back(settings.database, Path(words.file), known, SystemClock().now_ms(), key_file)
    engine = open_engine(settings.database)
    with reading(engine) as db:
        line, _ = reads.newest(db)
    engine.dispose()
    open_marks(key_file).forgive(line)
    print(f"Put back: {said_of(proved)}")
    if kept:
        print(f"What was there before is kept as {kept}; remove it when nothing is missed.")
    if proved.differing:
        print(f"{len(proved.differing)} records are not what the log makes of them: say `homeward rebuild` next.")
    print("Open the house now: phones send again what came after this copy, and devices taken out of use stay so.")


def said_of(proved: Proved) -> str:
    """In one line."""
    until = datetime.fromtimestamp((proved.newest_at or 0) / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{proved.ops} ops in {proved.records} records, the newest of {until if proved.newest_at else 'never'}."
