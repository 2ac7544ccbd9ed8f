"""homeward person-file: what is kept of one person, in their language; writing it is a reading like any other."""

import argparse
from pathlib import Path

import msgspec

from server import programme
from server.app import open_store
from server.audit import Reader, write_down
from server.clock import SystemClock
from server.library import with_published
from server.person_file import read_file
from server.settings import Settings, Unusable
from server.tokens import keep_secret, open_keys


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The word of a person's file."""
    says = "write all that is kept of one person into a JSON file, with questions in their language"
    word = words.add_parser("person-file", help=says, description=says)
    word.set_defaults(act=write)
    word.add_argument("record", help="the person's record")
    word.add_argument("file", help="the file to write, such as person.json; never an old one")
    word.add_argument("--language", default="", help="one of the programme's languages (its first)")
    word.add_argument("--reason", default="asked by the person", help="for the book of readings")


def write(settings: Settings, words: argparse.Namespace) -> None:
    """The reading stands in the book before the file is written."""
    compiled, path = programme.read(Path(settings.programme)), Path(words.file)
    language = words.language or next(iter(compiled.words))
    if language not in compiled.words:
        raise Unusable(f"{language} is none of {', '.join(sorted(compiled.words))}")
    if path.exists():
        raise Unusable(f"{path} is there already")
    now = SystemClock().now_ms()
    engine = open_store(settings)
    try:
        with engine.begin() as db:
            known = with_published(db, compiled.programme)
            found = read_file(db, known, compiled.words[language], language, words.record, now)
            if found is None:
                raise Unusable(f"there is no record {words.record}, or it was erased")
            keys = open_keys(Path(settings.key_file))
            theirs = [paper.record for paper in found.papers]
            write_down(db, keys, Reader(), now, "person-file", words.reason, theirs)
    finally:
        engine.dispose()
    # Only who asked for it may open it.
    keep_secret(path, lambda: msgspec.json.format(msgspec.json.encode(found), indent=2))
    print(f"{path}: {len(found.papers)} records, shown {len(found.shown)} times. Hand it to nobody else.")
