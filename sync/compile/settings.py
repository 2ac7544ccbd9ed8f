"""What stands at the head of a programme: its name and languages, who may do what, where, and the rules by date."""

import re
from collections.abc import Callable
from datetime import date, datetime

import msgspec

from sync.compile.sheet import Faults, Sheet, Toml
from sync.programme import Place, PolicyRow

Files = dict[str, dict[str, Toml]]
PLACE_CODE = re.compile(r"[a-z][a-z_]*:[A-Za-z0-9][A-Za-z0-9-]*")
PROGRAMME, ROLES, PLACES, POLICY = "programme.toml", "roles.toml", "places.toml", "policy.toml"


class Purpose(msgspec.Struct, frozen=True):
    """Why anything is asked: by what right, and for how many days after a record's way is over it may be kept.
    `asked_days`: from how many days on it goes when its person asks for that (`keep_days` where nothing is said)."""

    basis: str
    keep_days: int
    asked_days: int


class Settings(msgspec.Struct):
    """The head of a programme. `groups`: a word such as "staff" -> the roles it stands for in every `by`."""

    name: str = ""
    time_zone: str = ""
    languages: tuple[str, ...] = ()
    purposes: dict[str, Purpose] = {}
    roles: dict[str, tuple[str, ...]] = {}
    groups: dict[str, tuple[str, ...]] = {}
    places: tuple[Place, ...] = ()
    policy: tuple[PolicyRow, ...] = ()

    def by(self, sheet: Sheet, key: str = "by") -> tuple[str, ...]:
        """Roles, group words spelt out, each once."""
        named: dict[str, None] = {}
        for word in sheet.texts(key, needed=True):
            if word in self.roles or word in self.groups:
                named.update(dict.fromkeys(self.groups.get(word, (word,))))
            else:
                sheet.fault(
                    key, f"{word!r} is neither a role nor a group of roles", sorted({*self.roles, *self.groups})
                )
        return tuple(named)


def sheet_of(files: Files, file: str, faults: Faults) -> Sheet:
    """A whole file; a missing one is a fault."""
    if file not in files:
        faults.add(file, "", "this file is needed")
    return Sheet(file, "", files.get(file, {}), faults)


def read_settings(files: Files, faults: Faults) -> Settings:
    head = sheet_of(files, PROGRAMME, faults).only("name", "time_zone", "languages", "purposes")
    settings = Settings(
        name=head.text("name"),
        time_zone=head.text("time_zone"),
        languages=head.texts("languages", needed=True),
        purposes=_read_purposes(head),
    )
    if "/" not in settings.time_zone and settings.time_zone != "UTC":
        head.fault("time_zone", f"{settings.time_zone!r} is not a time zone", ("Area/City", "UTC"))
    _read_roles(sheet_of(files, ROLES, faults).only("roles", "groups"), settings)
    settings.places = _read_places(sheet_of(files, PLACES, faults).only("place"), settings)
    settings.policy = _read_policy(Sheet(POLICY, "", files.get(POLICY, {}), faults).only("row"))
    return settings


def _read_purposes(sheet: Sheet) -> dict[str, Purpose]:
    purposes = sheet.child("purposes")
    if not purposes.table:
        sheet.fault("purposes", "a programme says why it asks", ("[purposes]",))
    found: dict[str, Purpose] = {}
    for name in purposes.table:
        row = purposes.child(name).only("basis", "keep_days", "asked_days")
        days = row.number("keep_days", None)
        if days is None or days < 1:
            row.fault("keep_days", "how long it may be kept is needed", ("a whole number of days",))
        asked = row.number("asked_days", days)
        if days is not None and asked is not None and not 0 <= asked <= days:
            row.fault("asked_days", "it cannot be kept against a wish for longer than at all", ("0 to keep_days",))
        found[name] = Purpose(row.text("basis"), days or 0, asked or 0)
    return found


def _read_roles(sheet: Sheet, settings: Settings) -> None:
    roles, groups = sheet.child("roles"), sheet.child("groups")
    settings.roles = {role: roles.texts(role) for role in roles.table}
    if not settings.roles:
        sheet.fault("roles", "a programme needs roles", ("[roles]",))
    for group in groups.table:
        if group in settings.roles:
            groups.fault(group, "a role has this name already", ("a name of its own",))
        settings.groups[group] = settings.by(groups, group)


def _read_places(sheet: Sheet, settings: Settings) -> tuple[Place, ...]:
    places: dict[str, Place] = {}
    for row in sheet.rows("place"):
        row.only("code", "names", "opens", "closes", "capacity")
        code, names = row.text("code"), row.dictionary("names")
        if not PLACE_CODE.fullmatch(code):
            row.fault("code", f"{code!r} is not a place", ("kind:ID",))
        if code in places:
            row.fault("code", f"{code!r} is there twice", ("each place once",))
        if set(names) != set(settings.languages):
            row.fault("names", f"named in {', '.join(names) or 'no language'}", settings.languages)
        opens, closes = _day(row, "opens"), _day(row, "closes")
        places[code] = Place(code, names, opens, closes, row.number("capacity", 0) or 0)
    if not places:
        sheet.fault("place", "a programme needs places", ("[[place]]",))
    return tuple(places.values())


def _day(row: Sheet, key: str) -> str:
    text = row.text(key, "")
    if text and not _is_time(text, date.fromisoformat):
        row.fault(key, f"{text!r} is not a day", ("YYYY-MM-DD",))
    return text


def _read_policy(sheet: Sheet) -> tuple[PolicyRow, ...]:
    rows: dict[str, PolicyRow] = {}
    for row in sheet.rows("row"):
        row.only("id", "since", "until", "countries", "measure", "home_allowed", "test", "days")
        read = PolicyRow(
            id=row.text("id"),
            since=_instant(row, "since"),
            countries=row.texts("countries", needed=True),
            measure=row.text("measure"),
            home_allowed=row.flag("home_allowed"),
            test=row.flag("test"),
            days=row.number("days", None) or 0,
            until=_instant(row, "until") if row.has("until") else "",
        )
        if read.id in rows:
            row.fault("id", f"{read.id!r} is there twice", ("each rule once",))
        rows[read.id] = read
    return tuple(rows.values())


def _instant(row: Sheet, key: str) -> str:
    text = row.text(key)
    if not _is_time(text, datetime.fromisoformat) or not re.search(r"(Z|[+-]\d\d:\d\d)$", text):
        row.fault(key, f"{text!r} is not a time with its offset", ("YYYY-MM-DDThh:mm:ss+hh:mm",))
    return text


def _is_time(text: str, read: Callable[[str], object]) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True
