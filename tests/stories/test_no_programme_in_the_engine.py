"""The engine knows no programme: nothing that either programme calls by name is written into it."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from server import programme
from sync.programme import Programme

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (programme.seed("changning"), ROOT / "tests" / "programmes" / "recycling")
ENGINE = ("sync/**/*.py", "server/**/*.py", "pwa/src/**/*.ts", "pwa/src/**/*.tsx", "pwa/src/**/*.css")

PLAIN: dict[str, str] = {
    "words of the format: types, holders, reference words": (
        "choice clock here lang language languages main mrz none office other party people person phone resume sign"
        " system traveller who"
    ),
    "what a guard may call, and what it asks there": (
        "asks home_allowed in_scope out_of_scope seats seats_left test whole_party"
    ),
    "the lines a machine reads on an identity document": "card id_card nationality passport permit sex",
    "verdicts, problems and columns of the protocol": "at expected fault held label lost records refused verdict why",
    "tones, icons and states of any screen": "close coming done missing needs notice open overdue waiting yes",
    "what a dispatch board is made of": "board class driver plan vehicle",
    "what a site plan is made of": "area",
    "what a door asks of whoever knocks": "signed",
    "other people's languages: HTTP and SQL": "accept begin",
    "what is said of a notice": "escalated receipt",
    "the command and the settings": "run site",
    "the seed that `homeward run` opens when none is named": "changning",
}
"""Why -> names of a programme that are the engine's own words too."""

QUOTED = re.compile(r"'([^'\\\n]*)'|\"([^\"\\\n]*)\"|`([^`\\]*)`")
WORD = re.compile(r"[a-z][a-z0-9_]*")


def names(said: Programme) -> set[str]:
    """All that people of this programme call by name: forms, steps, fields, answers, kinds, states, events, places."""
    fields = [
        field
        for fields in (*said.kinds.values(), *(form.fields for form in said.forms.values()))
        for field in fields.items()
    ]
    journeys = said.journeys.values()
    return {
        *said.forms,
        *said.kinds,
        *said.roles,
        *(step.name for form in said.forms.values() for step in form.steps),
        *(name for name, _ in fields),
        *(option for _, field in fields if field.type != "language" for option in field.options if len(option) > 2),
        *(name for rules in journeys for step in rules.steps for name in (step.event, step.to, step.from_)),
        *(name for rules in journeys for table in (rules.groups, rules.links, rules.guards) for name in table),
        *(act.name for act in said.acts),
        *(tab.name for tab in said.tabs),
        *(place.code for place in said.places),
        *(place.code.partition(":")[0] for place in said.places),
        said.name,
    } - {"", *said.languages}


@cache
def engine() -> tuple[Path, ...]:
    found = {path for pattern in ENGINE for path in ROOT.glob(pattern)}
    apart = ("server/programmes/", "server/site/", "pwa/src/words/", "pwa/src/gallery/")
    return tuple(
        sorted(
            path
            for path in found
            if not path.relative_to(ROOT).as_posix().startswith(apart)
            # What only tests use may play a programme: *.test.ts, testing.ts.
            and ".test." not in path.name
            and path.stem != "testing"
        )
    )


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """The texts in a file's code, each with its line; docstrings and comments are not code."""
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        for number, line in enumerate(
            re.sub(r"/\*.*?\*/", lambda gone: "\n" * gone[0].count("\n"), text, flags=re.DOTALL).splitlines(), 1
        ):
            for found in QUOTED.finditer(re.sub(r"(^|\s)//.*", "", line)):
                yield number, next(filter(None, found.groups()), "")
        return
    tree = ast.parse(text)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def said_in(path: Path, known: set[str]) -> Iterator[str]:
    where = path.relative_to(ROOT).as_posix()
    for number, text in literals(path):
        words = {text} & known
        yield from (f"{where}:{number}: {word}" for word in words)
    # A name of two words is nobody's plain English: it may not stand anywhere, comments included.
    made = {name for name in known if "_" in name or ":" in name}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        yield from (f"{where}:{number}: {word}" for word in set(WORD.findall(line)) & made)


@cache
def found() -> dict[str, tuple[str, ...]]:
    """Name -> where in the engine it stands."""
    known = {name for folder in FOLDERS for name in names(programme.read(folder).programme)}
    assert len(known) > 500
    assert len(engine()) > 150
    hits = [hit.rsplit(": ", 1) for path in engine() for hit in said_in(path, known)]
    return {name: tuple(sorted({where for where, named in hits if named == name})) for _, name in hits}


def test_no_engine_file_names_what_is_a_programmes() -> None:
    allowed = {word for words in PLAIN.values() for word in words.split()}
    assert {name: places for name, places in found().items() if name not in allowed} == {}


def test_no_exception_outlives_its_use() -> None:
    assert [word for words in PLAIN.values() for word in words.split() if word not in found()] == []
