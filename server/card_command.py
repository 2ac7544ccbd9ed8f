"""homeward cards: what travellers carry, to print and cut."""

import argparse
from pathlib import Path

from server import card, programme, way
from server.settings import Settings, Unusable
from server.tokens import open_keys
from sync.check_character import ALPHABET


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The word of cards."""
    says = "write numbered cards for travellers, to print and cut"
    printing = words.add_parser("cards", help=says, description=says)
    printing.set_defaults(act=cards)
    printing.add_argument("file", help="the page to write, such as cards.html")
    printing.add_argument(
        "--series", type=_series, required=True, help="capital letters and digits each card begins with"
    )
    printing.add_argument("--first", type=_ordinal, default=1, help="the first number (1)")
    printing.add_argument("--count", type=_ordinal, default=80, help="how many cards (80)")


def cards(settings: Settings, words: argparse.Namespace) -> None:
    """Write cards to print and cut: what a traveller carries, and opens their own journey with."""
    folder = Path(settings.programme)
    found = way.read(folder, programme.read(folder).programme)
    if found is None:
        raise Unusable(f"{folder} has no {way.FILE}: a card would open nothing")
    if not settings.public_url:
        raise Unusable("set HOMEWARD_PUBLIC_URL: it is printed on every card, and phones open only https")
    numbers = [card.number(words.series, nth) for nth in range(words.first, words.first + words.count)]
    sheet = card.sheet(found, settings.public_url, open_keys(Path(settings.key_file)), numbers)
    Path(words.file).write_text(sheet, "utf-8")
    print(f"{words.file}: {numbers[0]} to {numbers[-1]}. Open it in a browser and print it on A4, at 100 %.")


def _series(text: str) -> str:
    if not text or set(text) - set(ALPHABET):
        raise argparse.ArgumentTypeError(f"capital letters and digits only, not {text!r}")
    return text


def _ordinal(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= card.NUMBER_MAX:
        raise argparse.ArgumentTypeError(f"between 1 and {card.NUMBER_MAX:,}, not {text}")
    return int(text)
