"""A kind's journey: the table of steps, row for row as an officer proofreads it."""

from typing import Literal

import msgspec

from sync.alias_rules import AliasRules
from sync.compile.settings import Files, Settings
from sync.compile.sheet import Faults, Sheet, Toml, as_match
from sync.programme import Decides, Guard, JourneyRules, JourneyStep, Match, Scalar

_KEYS = (
    "about",
    "steps",
    "final",
    "groups",
    "results",
    "resume",
    "resume_else",
    "links",
    "only_if",
    "decides",
    "alias",
)
_COLUMNS = '["from", "event", "to", "kind", ["by"], "holder", ["only_if"]]'
_CALL_KEY = "call"
Groups = dict[str, tuple[str, ...]]
CALLS: tuple[Literal["seats_left", "whole_party", "emptied", "policy"], ...] = (
    "seats_left", "whole_party", "emptied", "policy",
)  # fmt: skip


def file_of(kind: str) -> str:
    return f"journeys/{kind}.toml"


def read_journeys(files: Files, settings: Settings, faults: Faults) -> dict[str, JourneyRules]:
    sheets = [Sheet(file, "", files[file], faults) for file in files if file.startswith("journeys/")]
    return {rules.about: rules for rules in (_read_journey(sheet, settings) for sheet in sheets)}


def _read_journey(sheet: Sheet, settings: Settings) -> JourneyRules:
    sheet.only(*_KEYS)
    about = sheet.text("about")
    if sheet.file != file_of(about):
        sheet.fault("about", f"{about!r} does not go by the name of its file", (sheet.file[9:-5],))
    resume, guards, groups = sheet.child("resume"), sheet.child("only_if"), _read_groups(sheet.child("groups"))
    return JourneyRules(
        about=about,
        steps=_read_steps(sheet, settings),
        final=sheet.texts("final", needed=True),
        groups=groups,
        results=sheet.texts("results"),
        resume={event: _spelt(groups, resume.texts(event, needed=True)) for event in resume.table},
        resume_else=sheet.text("resume_else", ""),
        guards={name: _read_guard(guards, name) for name in guards.table},
        links=sheet.dictionary("links"),
        decides={field: _read_decides(row, groups) for field, row in sheet.child("decides").children()},
        alias=_read_alias(sheet.child("alias"), groups, settings) if sheet.has("alias") else None,
    )


def _read_alias(sheet: Sheet, groups: Groups, settings: Settings) -> AliasRules:
    sheet.only("field", "event", "differs", "suspects", "open", "minutes", "tell", "who", "merge", "part", "differ")
    rows = sheet.table.get("suspects", [])
    lists = rows if isinstance(rows, list) else []
    names = {str(at): row for at, row in enumerate(lists)}
    suspects = Sheet(sheet.file, sheet.at("suspects"), names, sheet.faults)
    return AliasRules(
        field=sheet.text("field"),
        event=sheet.text("event"),
        differs=sheet.text("differs"),
        suspects=tuple(suspects.texts(at, needed=True) for at in names),
        open_=_spelt(groups, sheet.texts("open", needed=True)),
        minutes=sheet.number("minutes", None) or 0,
        tell=sheet.text("tell"),
        who=settings.by(sheet, "who"),
        merge=sheet.text("merge"),
        part=sheet.text("part"),
        differ=sheet.text("differ"),
    )


def _read_steps(sheet: Sheet, settings: Settings) -> tuple[JourneyStep, ...]:
    """A row of the table; one that begins from several states is that many steps."""
    rows = sheet.table.get("steps", [])
    if not isinstance(rows, list) or not rows:
        sheet.fault("steps", "a journey needs steps", (_COLUMNS,))
        return ()
    return tuple(step for n, row in enumerate(rows) for step in _read_row(sheet, n, row, settings))


def _read_row(sheet: Sheet, n: int, row: Toml, settings: Settings) -> list[JourneyStep]:
    if not isinstance(row, list) or len(row) != 7:
        sheet.fault(f"steps[{n}]", "a row has seven columns", (_COLUMNS,))
        return []
    names = ("from", "event", "to", "kind", "by", "holder", "only_if")
    cells = Sheet(sheet.file, sheet.at(f"steps[{n}]"), dict(zip(names, row, strict=True)), sheet.faults)
    start = row[0]
    froms = cells.texts("from", needed=True) if isinstance(start, list) else (cells.text("from", ""),)
    step = JourneyStep(
        event=cells.text("event"),
        from_="",
        to=cells.text("to"),
        kind=cells.one_of("kind", ("fact", "decision", "clock")),
        by=settings.by(cells),
        holder=cells.one_of("holder", ("here", "same", "other", "none")),
        only_if=cells.texts("only_if"),
    )
    return [msgspec.structs.replace(step, from_=one) for one in froms]


def _read_guard(guards: Sheet, name: str) -> Guard:
    """A match table; a list of tables, one of which must hold; or a table with `call` and what it is called with."""
    value = guards.table[name]
    if isinstance(value, list):
        return Guard(any_of=tuple(as_match(guards, f"{name}[{n}]", table) for n, table in enumerate(value)))
    if isinstance(value, dict) and _CALL_KEY in value:
        sheet = guards.child(name)
        call = sheet.one_of(_CALL_KEY, CALLS)
        args: dict[str, Scalar] = {key: sheet.text(key) for key in sheet.table if key != _CALL_KEY}
        return Guard(call=call, args=args)
    match: Match = as_match(guards, name, value)
    return Guard(match=match)


def _read_groups(sheet: Sheet) -> Groups:
    return {name: sheet.texts(name, needed=True) for name in sheet.table}


def _read_decides(sheet: Sheet, groups: Groups) -> Decides:
    sheet.only("emits", "unless")
    unless = sheet.child("unless")
    return Decides(
        emits=sheet.dictionary("emits"), unless={value: _spelt(groups, unless.texts(value)) for value in unless.table}
    )


def states_of(rules: JourneyRules) -> tuple[str, ...]:
    """Every state of the journey, in the order of the table."""
    named = [state for step in rules.steps for state in (step.from_, step.to) if state and state != "resume"]
    return tuple(dict.fromkeys(state for state in [*named, *rules.final] if state not in rules.groups))


def events_of(rules: JourneyRules) -> tuple[str, ...]:
    return tuple(dict.fromkeys(step.event for step in rules.steps))


def spelt_out(rules: JourneyRules | None, names: tuple[str, ...]) -> tuple[str, ...]:
    """States, with each group's states in its place, each once."""
    return _spelt(rules.groups if rules else {}, names)


def _spelt(groups: Groups, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(state for name in names for state in groups.get(name, (name,))))
