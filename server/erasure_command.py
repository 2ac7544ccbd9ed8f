"""homeward erase, retention: somebody is forgotten, or told why not yet; how long everything is kept, and what went."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from server import erasure, programme
from server.app import open_store
from server.audit import Reader, write_down
from server.bell import Bell
from server.clock import SystemClock
from server.erasure import Answer, open_purge_list
from server.library import with_published
from server.settings import Settings, Unusable
from server.storage.engine import reading
from server.storage.erased import counts, overwrite
from server.tokens import open_keys
from sync.retention import keepings


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of forgetting."""
    says = "erase a person who asks for it, or say why not yet; the wish and the answer stand in the book of readings"
    word = words.add_parser("erase", help=says, description=says)
    word.set_defaults(act=erase)
    word.add_argument("record", help="the record's id")
    word.add_argument("--reason", required=True, help="who asked, how and when; no name of the person")
    says = "say how long each kind of record is kept, what is due next and how many were erased"
    words.add_parser("retention", help=says, description=says).set_defaults(act=retention)


def erase(settings: Settings, words: argparse.Namespace) -> None:
    """Answer the wish of somebody to be forgotten."""
    compiled = programme.read(Path(settings.programme))
    key_file, now = Path(settings.key_file), SystemClock().now_ms()
    engine = open_store(settings)
    try:
        with engine.begin() as db:
            known = with_published(db, compiled.programme)
            keeping = keepings(known, compiled.purposes)
            answer, rung = erasure.ask(db, known, keeping, open_purge_list(key_file), words.record, now)
            why = f"{answer.why}: {words.reason}"
            write_down(db, open_keys(key_file), Reader(), now, "erasure", why, answer.records or (words.record,))
            Bell(engine).ring(db, rung)
        overwrite(engine)
    finally:
        engine.dispose()
    if answer.why != "erased":
        raise Unusable(said_of(answer, words.record))
    print(said_of(answer, words.record))


def said_of(answer: Answer, record: str) -> str:
    """The answer, in words."""
    match answer.why:
        case "erased":
            return f"Erased: {len(answer.records)} records. Phones let go of them at their next contact."
        case "open":
            return f"Not erased: {', '.join(answer.records)} still going on; it can be asked again once that is over."
        case "kept":
            until = datetime.fromtimestamp(answer.until / 1000, UTC).strftime("%Y-%m-%d")
            return f"Not erased before {until}. It is kept by {answer.basis}."
        case _:
            return f"There is no record {record}, or it was erased before."


def retention(settings: Settings, _words: argparse.Namespace) -> None:
    """One line a kind, then one line for what is no more."""
    compiled = programme.read(Path(settings.programme))
    engine = open_store(settings)
    try:
        with reading(engine) as db:
            known = with_published(db, compiled.programme)
            keeping = keepings(known, compiled.purposes)
            due = erasure.due_among(db, known, keeping, SystemClock().now_ms())
            gone = counts(db)
    finally:
        engine.dispose()
    for kind, rule in sorted(keeping.items()):
        count = sum(one.kind == kind for one in due)
        print(f"{kind:12} kept {rule.keep_days} days, on request {rule.asked_days}; {count} due")
    for kind, state, why, count in gone:
        print(f"{kind:12} {count} erased ({why}){f', ended as {state}' if state else ''}")
