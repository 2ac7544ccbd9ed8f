"""A traveller's own way, as they may read it without an account: where they are, and what comes next."""

import tomllib
from collections.abc import Iterator
from html import escape
from pathlib import Path

import msgspec

from server.plain_page import Texts, calls, page
from server.settings import Unusable
from sync.programme import Match, Programme

FILE = "guide/way.toml"
CALLS = "guide/guide.toml"


class Stage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said of these states. The first stage that fits is shown; `when` is a condition on the record.

    `place`, `at`: the reference words whose values {place} and {at} stand for. `within_minutes`: {from} and {until},
    counted from when the state began. `route`, `stop`: where on which way, counted from 1; none = no way is drawn.
    """

    in_: tuple[str, ...] = msgspec.field(name="in")
    now: Texts
    then: Texts
    when: Match = {}
    place: str = "place"
    at: str = ""
    within_minutes: tuple[int, int] | None = None
    route: str = ""
    stop: int = 1


class Route(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The stops of a way, in order."""

    name: str
    stop: tuple[Texts, ...]


class Asks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one may ask for: the form a wish is recorded with, its fields for who, what and where, and what may be asked
    ("name" is the value, the rest a text per language)."""

    form: str
    person: str
    what: str
    place: str
    title: Texts
    asked: Texts
    ask: tuple[Texts, ...]


class Way(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """way.toml: of which kind, whose card's number is in `card`, who reads `language`; and what is said when."""

    of: str
    card: str
    language: str
    ended_in: tuple[str, ...]
    title: Texts
    here: Texts
    done: Texts
    next: Texts
    again: Texts
    pictures: Texts
    unknown: Texts
    ended: Texts
    on_card: Texts
    route: tuple[Route, ...]
    stage: tuple[Stage, ...]
    asks: Asks
    languages: dict[str, str] = {}
    call: tuple[Texts, ...] = ()


class Standing(msgspec.Struct, frozen=True):
    """Where somebody is now, in one language: a stage and what its slots stand for; what they asked for, and at which
    time of day. `may_ask`: there is a place whose task it would be."""

    stage: Stage
    slots: dict[str, str]
    asked: dict[str, str] = {}
    may_ask: bool = True


def read(folder: Path, programme: Programme) -> Way | None:
    """The way of the programme in `folder`; None where it has none. Unusable names what is wrong."""
    path = folder / FILE
    if not path.is_file():
        return None
    guide = tomllib.loads((folder / CALLS).read_text("utf-8"))
    try:
        told = tomllib.loads(path.read_text("utf-8"))
        way = msgspec.convert({**told, "languages": guide["languages"], "call": guide.get("call", [])}, Way)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise Unusable(f"{path}: {fault}") from fault
    wrong = next(_faults(way, programme), None)
    if wrong:
        raise Unusable(f"{path}: {wrong}")
    return way


def _faults(way: Way, programme: Programme) -> Iterator[str]:
    for name, texts in _named(way):
        if texts.keys() - {"name"} != way.languages.keys() or not all(text.strip() for text in texts.values()):
            yield f"{name}: it needs exactly the languages {', '.join(way.languages)}"
    journey = programme.journeys.get(way.of)
    if journey is None:
        yield f"of: {way.of!r} has no journey"
        return
    for field in (way.card, way.language):
        if field not in programme.kinds[way.of]:
            yield f"{field!r} is no field of {way.of}"
    told = {*way.ended_in, *(state for stage in way.stage if not stage.when for state in stage.in_)}
    states = {step.to for step in journey.steps if step.to != "resume"}
    if told != states:
        yield f"states without a stage, or unknown: {', '.join(sorted(told ^ states))}"
    stops = {route.name: len(route.stop) for route in way.route}
    form = programme.forms.get(way.asks.form)
    asked = (way.asks.person, way.asks.what, way.asks.place)
    if form is None or not {*asked} <= form.fields.keys() or not form.events:
        yield f"asks.form: {way.asks.form!r} is no form with an event and the fields {', '.join(asked)}"
    elif {one["name"] for one in way.asks.ask} != {*form.fields[way.asks.what].options}:
        yield f"asks.ask: its names are not the options of {way.asks.what}"
    for stage in way.stage:
        if stage.route and not 1 <= stage.stop <= stops.get(stage.route, 0):
            yield f"stage {stage.in_[0]}: there is no stop {stage.stop} on the way {stage.route!r}"


def _named(way: Way) -> Iterator[tuple[str, Texts]]:
    for name in ("title", "here", "done", "next", "again", "pictures", "unknown", "ended", "on_card"):
        yield name, getattr(way, name)
    for route in way.route:
        yield from ((f"route {route.name}", texts) for texts in route.stop)
    yield "asks.title", way.asks.title
    yield "asks.asked", way.asks.asked
    yield from ((f"asks.ask {one.get('name', '?')}", one) for one in way.asks.ask)
    for stage in way.stage:
        yield f"stage {stage.in_[0]}: now", stage.now
        yield f"stage {stage.in_[0]}: then", stage.then


def draw(way: Way, language: str, standing: Standing, at: str, address: str) -> str:
    """The page of somebody on their way. `at`: the time of day it is true for; `address`: its own, without query."""
    stage, slots = standing.stage, standing.slots
    route = next((route for route in way.route if route.name == stage.route), None)
    named = enumerate(route.stop, 1) if route else ()
    stops = "".join(_stop(way, language, texts, nth - stage.stop) for nth, texts in named)
    body = (
        f"<h1>{escape(way.title[language])}</h1>"
        f'<p class="now">{escape(stage.now[language].format_map(slots))}</p>'
        f'{f"""<ol class="stops">{stops}</ol>""" if stops else ""}'
        f"<h2>{escape(way.next[language])}</h2><p>{escape(stage.then[language].format_map(slots))}</p>"
        f'<p><a class="act" href="?language={language}">{escape(way.again[language].format(at=at))}</a></p>'
        f"{_asks(way, language, standing, address) if standing.may_ask else ''}"
    )
    return _page(way, language, body)


def say(way: Way, language: str, texts: Texts) -> str:
    """A page that says one thing: nobody has this card yet, or the way is over."""
    return _page(way, language, f'<h1>{escape(way.title[language])}</h1><p class="now">{escape(texts[language])}</p>')


def _asks(way: Way, language: str, standing: Standing, address: str) -> str:
    """A button for each thing one may ask for; what was asked says since when instead."""
    rows = []
    for one in way.asks.ask:
        name, text = one["name"], escape(one[language])
        if name in standing.asked:
            told = escape(way.asks.asked[language].format(at=standing.asked[name]))
            rows.append(f'<li class="asked" role="status">✓ {text}<span>{told}</span></li>')
        else:
            target = escape(f"{address}/{name}?language={language}", quote=True)
            rows.append(f'<li><form method="post" action="{target}"><button class="act">{text}</button></form></li>')
    return f'<h2>{escape(way.asks.title[language])}</h2><ul class="asks">{"".join(rows)}</ul>'


def _stop(way: Way, language: str, texts: Texts, ahead: int) -> str:
    """Behind, here or ahead: said in words and shape, for colour alone says nothing."""
    name = escape(texts[language])
    if ahead < 0:
        return f'<li class="behind">{name} <span>✓ {escape(way.done[language])}</span></li>'
    if ahead == 0:
        return f'<li class="here" aria-current="step">{name} <span>{escape(way.here[language])}</span></li>'
    return f"<li>{name}</li>"


def _page(way: Way, language: str, body: str) -> str:
    tongues = "".join(
        f'<a href="?language={one}" lang="{one}" hreflang="{one}"{" aria-current=true" if one == language else ""}>'
        f"{escape(name)}</a>"
        for one, name in way.languages.items()
    )
    pictures = f'<p><a class="act" href="/guide/{language}">{escape(way.pictures[language])}</a></p>'
    whole = f'<nav class="other">{tongues}</nav>{body}{pictures}{calls(way.call, language)}'
    return page(language, way.title[language], whole, "way")
