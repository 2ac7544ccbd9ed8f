"""Rolls: every field of a list is one the form asks for, and every state of whoever is on it is counted once."""

from sync.compile.journeys import spelt_out, states_of
from sync.compile.settings import Files, Settings
from sync.compile.sheet import Faults, Sheet
from sync.programme import Form, JourneyRules, Programme
from sync.roll_rules import Roll, RollColumn, RollGroup, RollNote

ROLLS = "rolls.toml"
SYSTEM = "system"
"""The role under which the house speaks for itself."""
KEYS = (
    "of", "by", "form", "again", "link", "carry", "same", "keys", "renew", "apart", "count", "remember",
    "remember_chars", "note", "group", "column",
)  # fmt: skip
Journeys = dict[str, JourneyRules]


def read_rolls(files: Files, settings: Settings, journeys: Journeys, faults: Faults) -> tuple[Roll, ...]:
    sheet = Sheet(ROLLS, "", files.get(ROLLS, {}), faults).only("roll")
    return tuple(_read_roll(row, settings, journeys) for row in sheet.rows("roll"))


def _read_roll(row: Sheet, settings: Settings, journeys: Journeys) -> Roll:
    row.only(*KEYS)
    groups = row.rows("group")
    rules = journeys.get(row.text("about", "")) or _rules_behind(row, groups, journeys)
    return Roll(
        of=row.text("of"),
        by=settings.by(row),
        form=row.text("form"),
        again=row.text("again"),
        link=row.text("link"),
        carry=row.texts("carry"),
        same=row.texts("same"),
        keys=tuple(key.texts("fields", needed=True) for key in row.rows("keys")),
        renew=spelt_out(rules, row.texts("renew")),
        groups=tuple(
            RollGroup(
                group.only("name", "in", "open").text("name"),
                spelt_out(rules, group.texts("in", needed=True)),
                group.flag("open"),
            )
            for group in groups
        ),
        columns=tuple(_read_column(column) for column in row.rows("column")),
        count=row.text("count", ""),
        remember=row.text("remember", ""),
        remember_chars=row.number("remember_chars", 0) or 0,
        apart=spelt_out(rules, row.texts("apart")),
        note=_read_note(row.child("note")) if row.has("note") else None,
    )


def _rules_behind(row: Sheet, groups: list[Sheet], journeys: Journeys) -> JourneyRules | None:
    """The journey whose states the groups name."""
    named = {state for group in groups for state in group.texts("in")}
    known = {kind: {*states_of(rules), *rules.groups} for kind, rules in journeys.items()}
    return next((journeys[kind] for kind, states in known.items() if named and named <= states), None)


def _read_column(row: Sheet) -> RollColumn:
    row.only("name", "parts", "at", "heads", "values", "drop")
    return RollColumn(
        name=row.text("name"),
        parts=row.texts("parts"),
        at=row.texts("at", needed=row.has("parts")),
        heads=row.texts("heads"),
        values=row.dictionary("values"),
        drop=row.texts("drop"),
    )


def _read_note(row: Sheet) -> RollNote:
    row.only("form", "who", "rows", "at")
    return RollNote(row.text("form"), row.text("who"), row.text("rows"), row.text("at"))


def note_roll_faults(programme: Programme, faults: Faults) -> None:
    for n, roll in enumerate(programme.rolls):
        _note_roll(programme, roll, f"roll[{n}]", faults)


def _note_roll(programme: Programme, roll: Roll, key: str, faults: Faults) -> None:
    faults.unless_in(roll.of, programme.kinds, ROLLS, f"{key}.of", "kind")
    for what, name in (("form", roll.form), ("again", roll.again), ("note.form", roll.note.form if roll.note else "")):
        if name and faults.unless_in(name, programme.forms, ROLLS, f"{key}.{what}", "form"):
            faults.unless_in(SYSTEM, programme.forms[name].by, ROLLS, f"{key}.{what}.by", "role of the form")
    made, again = programme.forms.get(roll.form), programme.forms.get(roll.again)
    if made is None or again is None:
        return
    _note_fields(programme, roll, made, again, key, faults)
    rules = programme.journeys.get(made.about)
    if rules is None:
        faults.add(ROLLS, f"{key}.form", f"{made.about!r} has no journey", tuple(programme.journeys))
        return
    counted: set[str] = set()
    for where, states in ((f"{key}.apart", roll.apart), *((f"{key}.group.in", group.in_) for group in roll.groups)):
        for state in states:
            faults.unless_in(state, states_of(rules), ROLLS, where, f"state of {made.about}")
            if state in counted:
                faults.add(ROLLS, where, f"{state!r} is counted already", ("each state once",))
            counted.add(state)
    for state in states_of(rules):
        if state not in counted:
            faults.add(ROLLS, f"{key}.group", f"nobody counts {state!r}", ("apart", *(g.name for g in roll.groups)))


def _note_fields(programme: Programme, roll: Roll, made: Form, again: Form, key: str, faults: Faults) -> None:
    whole, theirs = programme.kinds.get(roll.of, {}), programme.kinds[made.about]
    for what, names in (("carry", roll.carry), ("same", roll.same)):
        for name in names:
            faults.unless_in(name, whole, ROLLS, f"{key}.{what}", f"field of {roll.of}")
    for what, names in (("count", (roll.count,)), ("remember", (roll.remember,))):
        for name in filter(None, names):
            faults.unless_in(name, whole, ROLLS, f"{key}.{what}", f"field of {roll.of}")
    listed = (*roll.carry, *(name for column in roll.columns for name in column.fields), roll.link)
    for name in dict.fromkeys(listed):
        for form, what in ((made, roll.form), (again, roll.again)):
            faults.unless_in(name, form.fields, ROLLS, f"{key}.column", f"field of {what}")
    for name in dict.fromkeys((*roll.same, *(name for names in roll.keys for name in names))):
        faults.unless_in(name, theirs, ROLLS, f"{key}.keys", f"field of {made.about}")
