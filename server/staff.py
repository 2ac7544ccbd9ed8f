"""A list of the staff, as somebody keeps it in a spreadsheet: read, looked through row by row, and entered."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec
import sqlalchemy as sa

from server import identity
from server.identity import Person
from server.lists.reading import Unread
from server.storage import tables as t
from sync.compile import Compiled

COLUMNS = {
    "who": ("name", "姓名", "氏名", "이름", "성명"),
    "place": ("post", "place", "岗位", "点位", "持ち場", "근무지"),
    "roles": ("roles", "role", "职责", "角色", "役割", "역할"),
}
"""What a column may be called in the first row."""
WHO_CHARS_MAX = 60
PARTS = re.compile(r"[,，、;；/]")


class Line(msgspec.Struct, frozen=True):
    """One row as it would be entered. `row`: as the spreadsheet counts; `fault`: why it is not entered; `change`:
    somebody new, nothing to do, or other rights than now; `person`: their id where they are known."""

    row: int
    who: str
    place: str = ""
    roles: tuple[str, ...] = ()
    change: Literal["new", "same", "moved"] = "new"
    person: str = ""
    fault: str = ""


def look_through(db: sa.Connection, rows: Sequence[Sequence[str]], compiled: Compiled) -> list[Line]:
    """Every row of the list, sound or not. Posts and roles may be named by code or in any of the programme's languages.

    Raises Unread where the first row names no such columns.
    """
    columns = _columns(rows[0] if rows else ())
    names = _Names(compiled)
    cells = [(n, [_cell(row, at) for at in columns]) for n, row in enumerate(rows[1:], 2)]
    written = [names.line(n, *cell) for n, cell in cells if any(cell)]
    often = Counter(line.who for line in written)
    known: dict[str, list[Person]] = {}
    for person in identity.everybody(db):
        known.setdefault(person.who, []).append(person)
    return [_fits(line, often[line.who] > 1, known.get(line.who, [])) for line in written]


def enter(db: sa.Connection, lines: Iterable[Line], now_ms: int) -> Counter[str]:
    """Take in whoever is new and give others the rights of the list; how many of each. Rows with a fault stay out."""
    done: Counter[str] = Counter()
    for line in lines:
        if line.fault:
            done["fault"] += 1
            continue
        if line.change == "new":
            identity.add_person(db, line.who, line.place, line.roles, now_ms)
        elif line.change == "moved":
            identity.move_person(db, line.person, line.place, line.roles)
        done[line.change] += 1
    return done


def without_phone(db: sa.Connection, place: str = "", who: str = "") -> list[Person]:
    """Who has no device in use, by post and name; with `who`, whoever is called that, whatever they have."""
    incs = t.incarnations.c
    used = set(db.execute(sa.select(incs.actor).where(incs.revoked_at.is_(None))).scalars())
    asked = [one for one in identity.everybody(db) if place in ("", one.place) and who in ("", one.who)]
    return [one for one in asked if who or one.id not in used]


class _Names:
    """Posts and roles by whatever a list may call them."""

    def __init__(self, compiled: Compiled) -> None:
        programme = compiled.programme
        self._places = {_plain(name): place.code for place in programme.places for name in place.names.values()}
        self._places |= {_plain(place.code): place.code for place in programme.places}
        said = [
            (role, words.get(f"role.{role}", role)) for words in compiled.words.values() for role in programme.roles
        ]
        self._roles = {_plain(name): role for role, name in said} | {_plain(role): role for role in programme.roles}

    def line(self, row: int, who: str, place: str, roles: str) -> Line:
        named = [part.strip() for part in PARTS.split(roles) if part.strip()]
        unknown = [part for part in named if _plain(part) not in self._roles]
        found = self._places.get(_plain(place), "")
        fault = ""
        if not who or len(who) > WHO_CHARS_MAX:
            fault = f"a name of 1 to {WHO_CHARS_MAX} characters is needed"
        elif not found:
            fault = f"{place!r} is no post of this programme" if place else "the post is missing"
        elif unknown or not named:
            fault = f"{unknown[0]!r} is no role of this programme" if unknown else "the roles are missing"
        known = tuple(dict.fromkeys(self._roles[_plain(part)] for part in named if part not in unknown))
        return Line(row, who, found, known, fault=fault)


def _fits(line: Line, is_twice: bool, known: Sequence[Person]) -> Line:
    if not line.fault and is_twice:
        line = msgspec.structs.replace(line, fault="the name is in the list more than once: tell them apart")
    if not line.fault and len(known) > 1:
        line = msgspec.structs.replace(line, fault="several of the staff have this name: `homeward enrol` each")
    if line.fault or not known:
        return line
    [person] = known
    same = (person.place, set(person.roles)) == (line.place, set(line.roles))
    return msgspec.structs.replace(line, change="same" if same else "moved", person=person.id)


def _columns(header: Sequence[str]) -> list[int]:
    said = [_plain(text) for text in header]
    found = [next((said.index(name) for name in names if name in said), None) for names in COLUMNS.values()]
    missing = [names[0] for names, at in zip(COLUMNS.values(), found, strict=True) if at is None]
    if missing:
        raise Unread("unreadable", f"the first row must name the columns; missing: {', '.join(missing)}")
    return [at for at in found if at is not None]


def _cell(row: Sequence[str], at: int) -> str:
    return " ".join(row[at].split()) if at < len(row) else ""


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
