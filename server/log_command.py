"""homeward closing, rebuild: what the log says, counted beside the screens or put in their place."""

import argparse
from pathlib import Path

from server import programme
from server.app import open_store
from server.clock import SystemClock
from server.closing import read_closing
from server.closing_page import page, texts
from server.library import with_published
from server.rebuild import rebuild
from server.settings import Settings, Unusable
from server.storage.engine import reading


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of the log."""
    says = "write the closing report: everybody counted, whoever is still open by name, and the log counted again"
    word = words.add_parser("closing", help=says, description=says)
    word.set_defaults(act=close)
    word.add_argument("file", help="the page to write, such as closing.html")
    word.add_argument("--language", default="", help="one of the programme's languages (its first)")
    says = "replay the log, compare, and mend what differs"
    words.add_parser("rebuild", help=says, description=says).set_defaults(act=make_anew)


def close(settings: Settings, words: argparse.Namespace) -> None:
    """Write the report. It fails, with the report written, where the log says something else."""
    compiled = programme.read(Path(settings.programme))
    wall, language = compiled.programme.wall, words.language or next(iter(compiled.words))
    if wall is None:
        raise Unusable("this programme counts nobody: it has no wall.toml")
    if language not in compiled.words or language not in texts():
        raise Unusable(f"{language} is none of {', '.join(sorted(set(compiled.words) & set(texts())))}")
    engine = open_store(settings)
    try:
        with reading(engine) as db:
            known = with_published(db, compiled.programme)
        closing = read_closing(engine, known, wall, SystemClock().now_ms())
    finally:
        engine.dispose()
    Path(words.file).write_text(page(closing, known, compiled.words[language], language), "utf-8")
    print(f"{words.file}: {closing.headcount.arrived} arrived, {len(closing.still_open)} still open.")
    if not closing.holds:
        raise Unusable("the log counts otherwise than the screens: say `homeward rebuild`, and look into it")


def make_anew(settings: Settings, _words: argparse.Namespace) -> None:
    """Replay the log and compare."""
    known = programme.read(Path(settings.programme)).programme
    with open_store(settings).begin() as db:
        rebuilt = rebuild(db, with_published(db, known))
    print(f"{rebuilt.ops} ops replayed into {rebuilt.records} records; {len(rebuilt.differing)} differed.")
    for record in rebuilt.differing:
        print(f"  {record} was made anew")
