"""The closing report as a page: read on a screen, printed on A4 and signed."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

from server.boards.standing import Face, Row
from server.closing import Closing
from sync.programme import Programme

HERE = Path(__file__).parent
STYLE = (HERE / "closing.css").read_text("utf-8")


@cache
def texts() -> dict[str, dict[str, str]]:
    """Language -> what the page itself says."""
    return tomllib.loads((HERE / "closing.toml").read_text("utf-8"))


def page(closing: Closing, programme: Programme, words: Mapping[str, str], language: str) -> str:
    """The whole document. `words`: those of the programme in this language."""
    own, zone = texts()[language], ZoneInfo(programme.time_zone)
    head, of = closing.headcount, programme.wall.of if programme.wall else ""
    terms = [(own["total"], head.arrived), *((words[f"wall.{term.name}"], term.count) for term in head.terms)]
    summed = "".join(f"<li><b>{count}</b>{escape(name)}</li>" for name, count in terms)
    proof = own["agrees"] if closing.holds else own["differs"]
    named = "".join(_row(row, closing.faces, programme, words, own, zone, language) for row in closing.still_open)
    heads = "".join(f"<th>{escape(own[name])}</th>" for name in ("name", "with", "state", "since"))
    table = f"<table><tr>{heads}</tr>{named}</table>" if named else f"<p>{escape(own['none_open'])}</p>"
    title = f"{own['title']} · {words[f'kind.{of}']}"
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style><h1>{escape(own['title'])}</h1>"
        f"<p>{escape(own['as_of'].format(time=_time(closing.as_of, zone)))}</p>"
        f'<ul class="sum">{summed}</ul><p class="proof">{escape(proof)}</p>'
        f"<h2>{escape(own['still_open'])} ({len(closing.still_open)})</h2>{table}"
        f'<p class="sign">{escape(own["undersigned"])}</p></html>'
    )


def _row(
    row: Row,
    faces: Mapping[str, Face],
    programme: Programme,
    words: Mapping[str, str],
    own: Mapping[str, str],
    zone: ZoneInfo,
    language: str,
) -> str:
    kind = row.key.partition(":")[0]
    cells = (
        _called(row.key, faces),
        _holder(row.holder, faces, programme, own, language),
        words[f"state.{kind}.{row.state}"],
        _time(row.since, zone),
    )
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _called(key: str, faces: Mapping[str, Face]) -> str:
    face = faces.get(key, Face())
    title = " ".join(str(value) for value in face.title.values())
    return " · ".join(filter(None, (title, face.number))) or key.partition(":")[2]


def _holder(
    holder: str | None, faces: Mapping[str, Face], programme: Programme, own: Mapping[str, str], language: str
) -> str:
    if holder is None:
        return own["nobody"]
    names = next((place.names for place in programme.places if place.code == holder), None)
    return names.get(language, holder) if names else _called(holder, faces)


def _time(at_ms: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at_ms / 1000, zone).strftime("%Y-%m-%d %H:%M")
