"""The card a traveller carries: a number with a check character, and a QR that opens their own journey."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

import segno

from server.tokens import Keys
from server.way import Way
from sync.check_character import character_for

NUMBER_MAX = 99_999
STYLE = (Path(__file__).parent / "card.css").read_text("utf-8")


def number(series: str, nth: int) -> str:
    """As printed and scanned: series, five digits, check character."""
    plain = f"{series}-{nth:05}"
    return f"{plain}-{character_for(plain)}"


def link(address: str, keys: Keys, card: str) -> str:
    """What the QR holds. The proof keeps others from opening a journey by counting numbers."""
    return f"{address.rstrip('/')}/my/{card}/{keys.card_proof(card)}"


def sheet(way: Way, address: str, keys: Keys, numbers: Sequence[str]) -> str:
    """All cards as one page for a printer: ten to a sheet of A4, cut along the lines."""
    drawn = "".join(_card(way, link(address, keys, one), one) for one in numbers)
    title = f"{numbers[0]} – {numbers[-1]}"
    return (
        f'<!doctype html><html lang="und"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style><main>{drawn}</main></html>"
    )


def _card(way: Way, target: str, card: str) -> str:
    """The number is large enough to be read at arm's length; the QR stands free on white."""
    picture = segno.make(target, error="m", micro=False).svg_inline(scale=1, border=4, omitsize=True)
    texts = "".join(f'<li lang="{one}">{escape(way.on_card[one])}</li>' for one in way.languages)
    return f"<article><div>{picture}</div><section><h1>{escape(card)}</h1><ul>{texts}</ul></section></article>"
