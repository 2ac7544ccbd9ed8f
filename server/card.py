"""Cards to print and cut. A traveller's has a number with a check character, and a QR that opens their own journey."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

import segno

from server.tokens import Keys
from server.way import Way
from sync.check_character import character_for

NUMBER_MAX = 99_999
STYLE = (Path(__file__).parent / "card.css").read_text("utf-8")


class Card(NamedTuple):
    """What is printed on one. `target`: what its QR holds; `lines`: each with the language it is in."""

    target: str
    heading: str
    lines: list[tuple[str, str]]


def number(series: str, nth: int) -> str:
    """As printed and scanned: series, five digits, check character."""
    plain = f"{series}-{nth:05}"
    return f"{plain}-{character_for(plain)}"


def link(address: str, keys: Keys, card: str) -> str:
    """What the QR holds. The proof keeps others from opening a journey by counting numbers."""
    return f"{address.rstrip('/')}/my/{card}/{keys.card_proof(card)}"


def sheet(way: Way, address: str, keys: Keys, numbers: Sequence[str]) -> str:
    """All cards as one page for a printer: ten to a sheet of A4, cut along the lines."""
    lines = [(one, way.on_card[one]) for one in way.languages]
    return page(f"{numbers[0]} – {numbers[-1]}", [Card(link(address, keys, one), one, lines) for one in numbers])


def page(title: str, cards: Sequence[Card]) -> str:
    """Cards of any sort, to print and cut."""
    drawn = "".join(_drawn(card) for card in cards)
    return (
        f'<!doctype html><html lang="und"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style><main>{drawn}</main></html>"
    )


def _drawn(card: Card) -> str:
    """The heading is large enough to be read at arm's length; the QR stands free on white."""
    picture = segno.make(card.target, error="m", micro=False).svg_inline(scale=1, border=4, omitsize=True)
    texts = "".join(f'<li lang="{language}">{escape(text)}</li>' for language, text in card.lines)
    return f"<article><div>{picture}</div><section><h1>{escape(card.heading)}</h1><ul>{texts}</ul></section></article>"
