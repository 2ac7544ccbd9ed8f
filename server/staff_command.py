"""homeward staff: a spreadsheet of the staff looked through and entered; enrolment cards printed for all of them."""

import argparse
import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from server import card, identity, programme, staff
from server.app import open_store
from server.card import Card
from server.clock import SystemClock
from server.lists.reading import Unread, read_table
from server.settings import Settings, Unusable
from server.staff import Line
from server.tokens import open_keys
from sync.compile import Compiled

T = TypeVar("T")
OPENS = {
    "zh-Hans": "仅限一次，{until}前有效",
    "en": "Opens once, until {until}",
    "ja": "一回限り、{until}まで",
    "ko": "한 번만, {until}까지",
}
"""What a card says of itself, where the programme speaks the language."""
HOURS, HOURS_MAX = 12, 48
"""For how long a printed card opens the app: a shift, unless asked otherwise."""


def add_words(staff: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words that follow `homeward staff`."""
    for name, says, act in (
        ("try", "look through a spreadsheet with the columns name, post, roles; nothing is entered", look_through),
        ("enter", "enter its sound rows: new people, and other posts and roles of those known", enter),
    ):
        word = staff.add_parser(name, help=says, description=says)
        word.set_defaults(act=act)
        word.add_argument("file", help="XLSX, XLS, ODS or CSV")
    says = "write enrolment cards to print, one for each of the staff without a phone"
    printing = staff.add_parser("cards", help=says, description=says)
    printing.set_defaults(act=print_cards)
    printing.add_argument("file", help="the page to write, such as staff.html")
    printing.add_argument("--post", default="", help="only for this post, such as kind:ID")
    printing.add_argument("--who", default="", help="only for whoever is called that, even with a phone in use")
    printing.add_argument("--hours", type=_hours, default=HOURS, help=f"for how long they open the app ({HOURS})")


def look_through(settings: Settings, words: argparse.Namespace) -> None:
    """What would be entered, row by row."""
    lines = _on_store(settings, lambda db, known: staff.look_through(db, _rows(Path(words.file)), known))
    _tell(lines)
    print("Nothing was entered.")


def enter(settings: Settings, words: argparse.Namespace) -> None:
    """Enter it; the same list again changes nothing."""

    def entered(db: sa.Connection, known: Compiled) -> list[Line]:
        lines = staff.look_through(db, _rows(Path(words.file)), known)
        staff.enter(db, lines, SystemClock().now_ms())
        return lines

    lines = _on_store(settings, entered)
    _tell(lines)
    if any(line.fault for line in lines):
        raise Unusable("some rows were not entered: mend them and enter the list again")


def print_cards(settings: Settings, words: argparse.Namespace) -> None:
    """A card each: what it opens, for whom, until when."""
    if not settings.public_url:
        raise Unusable("set HOMEWARD_PUBLIC_URL: it is printed on every card, and phones open only https")
    keys, now_ms = open_keys(Path(settings.key_file)), SystemClock().now_ms()

    def made(db: sa.Connection, known: Compiled) -> list[Card]:
        places = {place.code: place for place in known.programme.places}
        first, zone = known.programme.languages[0], ZoneInfo(known.programme.time_zone)
        until = datetime.fromtimestamp(now_ms / 1000, zone) + timedelta(hours=words.hours)
        opens = [
            (one, OPENS[one].format(until=f"{until:%m-%d %H:%M}")) for one in known.programme.languages if one in OPENS
        ]
        cards = []
        for person in staff.without_phone(db, words.post, words.who):
            code = identity.issue_code(db, keys, person.id, now_ms, words.hours * 60)
            said = known.words[first]
            roles = "、".join(said.get(f"role.{role}", role) for role in person.roles)
            place = places[person.place].names.get(first, person.place) if person.place in places else person.place
            lines = [(first, place), (first, roles), *opens, ("en", code.upper())]
            cards.append(Card(identity.link(settings.public_url, code), person.who, lines))
        return cards

    cards = _on_store(settings, made)
    if not cards:
        raise Unusable("nobody there is without a phone: nothing to print")
    path = Path(words.file)
    path.touch(mode=0o600)
    path.write_text(card.page(f"{len(cards)}", cards), "utf-8")
    print(f"{words.file}: {len(cards)} cards, each for one phone, within {words.hours} hours.")
    print("Whoever holds one is let in: print it on A4 at 100 %, hand each out in person, and delete the file.")


def _on_store(settings: Settings, work: Callable[[sa.Connection, Compiled], T]) -> T:
    known = programme.read(Path(settings.programme))
    engine = open_store(settings)
    try:
        with engine.begin() as db:
            return work(db, known)
    except Unread as fault:
        raise Unusable(fault.why) from fault
    finally:
        engine.dispose()


def _rows(path: Path) -> list[list[str]]:
    try:
        body = path.read_bytes()
    except OSError as fault:
        raise Unusable(f"{path} cannot be read: {fault}") from fault
    return asyncio.run(read_table(body)).rows


def _tell(lines: list[Line]) -> None:
    for line in lines:
        if line.fault:
            print(f"row {line.row}: {line.who or '(nobody)'}: {line.fault}")
        elif line.change != "same":
            print(f"row {line.row}: {line.who}: {line.change}: {line.place} {', '.join(line.roles)}")
    counts = Counter("mend" if line.fault else line.change for line in lines)
    print(
        f"{counts['new']} new, {counts['moved']} with another post or roles, "
        f"{counts['same']} as they are, {counts['mend']} to mend."
    )
    if counts["moved"]:
        print("Whoever moved sees their new post after enrolling anew: `homeward staff cards --who NAME FILE`.")


def _hours(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= HOURS_MAX:
        raise argparse.ArgumentTypeError(f"between 1 and {HOURS_MAX}, not {text}")
    return int(text)
