"""The picture guide: what a traveller is shown without an account, in their own language; pages made once."""

import tomllib
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

import msgspec

from server.packing import Kept
from server.plain_page import Texts, calls, page
from server.settings import Unusable

FOLDER = "guide"
PICTURE_BYTES_MAX = 30_000
GUIDE_BYTES_MAX = 300_000
"""On a foreign telephone every byte is dear."""


class Sheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """guide.toml: each language by its own name, and a text per language for the title, each picture in order and each
    number to call."""

    languages: dict[str, str]
    title: Texts
    panel: tuple[Texts, ...]
    call: tuple[Texts, ...] = ()


class Leaf(NamedTuple):
    """One page or picture of the guide."""

    kept: Kept
    media_type: str


def read(folder: Path) -> dict[str, Leaf]:
    """Address -> leaf, for the programme in `folder`; none where it has no guide. Unusable names what is wrong."""
    path = folder / FOLDER / "guide.toml"
    if not path.is_file():
        return {}
    try:
        sheet = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Sheet)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise Unusable(f"{path}: {fault}") from fault
    pictures = [path.with_name(f"{number}.svg") for number in range(1, len(sheet.panel) + 1)]
    wrong = next(_faults(sheet, pictures), None)
    if wrong:
        raise Unusable(f"{path}: {wrong}")
    leaves = {f"/guide/{one.name}": Leaf(Kept(one.read_bytes()), "image/svg+xml") for one in pictures}
    leaves["/guide"] = Leaf(Kept(_front(sheet).encode()), "text/html")
    for language in sheet.languages:
        leaves[f"/guide/{language}"] = Leaf(Kept(_pages(sheet, language).encode()), "text/html")
    return leaves


def _faults(sheet: Sheet, pictures: list[Path]) -> Iterator[str]:
    for name, texts in _named(sheet):
        missing = [language for language in sheet.languages if not texts.get(language, "").strip()]
        unknown = sorted(texts.keys() - {*sheet.languages, "number"})
        if missing or unknown:
            wrong = ", ".join([*missing, *unknown])
            yield f"{name}: {wrong}: it needs exactly the languages {', '.join(sheet.languages)}"
    for one in pictures:
        if not one.is_file():
            yield f"{one.name} is missing: each panel has a picture"
        elif one.stat().st_size > PICTURE_BYTES_MAX:
            yield f"{one.name} is larger than {PICTURE_BYTES_MAX:,} bytes"
    if sum(one.stat().st_size for one in pictures) > GUIDE_BYTES_MAX:
        yield f"all pictures together are larger than {GUIDE_BYTES_MAX:,} bytes"


def _named(sheet: Sheet) -> Iterator[tuple[str, Texts]]:
    yield "title", sheet.title
    yield from ((f"panel {number}", texts) for number, texts in enumerate(sheet.panel, 1))
    yield from ((f"call {texts.get('number', '?')}", texts) for texts in sheet.call)


def _front(sheet: Sheet) -> str:
    """Languages, each in its own name: one tap from here to the pictures."""
    tiles = "".join(
        f'<li><a href="/guide/{one}" lang="{one}" hreflang="{one}">{escape(name)}'
        f"<span>{escape(sheet.title[one])}</span></a></li>"
        for one, name in sheet.languages.items()
    )
    picture = f'<img src="/guide/{len(sheet.panel)}.svg" alt="" width="640" height="420">'
    return _page(sheet, next(iter(sheet.languages)), f'{picture}<ul class="tongues">{tiles}</ul>', "front")


def _pages(sheet: Sheet, language: str) -> str:
    title = escape(sheet.title[language])
    names = " · ".join(escape(name) for one, name in sheet.languages.items() if one != language)
    panels = "".join(
        f'<li><img src="/guide/{number}.svg" alt="" width="640" height="420"><p>{escape(texts[language])}</p></li>'
        for number, texts in enumerate(sheet.panel, 1)
    )
    body = (
        f'<p class="other"><a href="/guide">{names}</a></p><h1>{title}</h1>'
        f'<ol class="panels">{panels}</ol>{calls(sheet.call, language)}'
    )
    return _page(sheet, language, body, "pages")


def _page(sheet: Sheet, language: str, body: str, name: str) -> str:
    others = (
        "".join(f'<link rel="alternate" hreflang="{one}" href="/guide/{one}">' for one in sheet.languages)
        + '<link rel="alternate" hreflang="x-default" href="/guide">'
        + '<script type="module" src="/guide.js"></script>'
    )
    return page(language, sheet.title[language], body, name, others)
