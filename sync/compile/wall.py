"""The wall of those who oversee everything: every state counted once, or said to count for nothing."""

from sync.compile.journeys import spelt_out, states_of
from sync.compile.settings import Files
from sync.compile.sheet import Faults, Sheet
from sync.programme import JourneyRules, Programme
from sync.wall_rules import Standing, Together, Wall, WallColumn

WALL = "wall.toml"
TOTAL = "total"
KEYS = (
    "of", "at", "not_counted", "reminders", "silent_minutes", "soon_minutes", "column", "promises", "vehicles",
    "unaccounted", "together",
)  # fmt: skip
Journeys = dict[str, JourneyRules]


def read_wall(files: Files, journeys: Journeys, faults: Faults) -> Wall | None:
    """None for a programme that hangs nothing on a wall."""
    if WALL not in files:
        return None
    sheet = Sheet(WALL, "", files[WALL], faults).only(*KEYS)
    of, unaccounted = sheet.text("of"), sheet.child("unaccounted").only("in", "late")
    rules = journeys.get(of)
    return Wall(
        of=of,
        at=sheet.texts("at", needed=True),
        not_counted=spelt_out(rules, sheet.texts("not_counted")),
        columns=tuple(_read_column(row, rules) for row in sheet.rows("column")),
        promises=_read_standing(sheet.child("promises"), journeys),
        vehicles=_read_standing(sheet.child("vehicles"), journeys),
        unaccounted=spelt_out(rules, unaccounted.texts("in", needed=True)),
        unaccounted_late=unaccounted.texts("late"),
        reminders=sheet.texts("reminders"),
        silent_minutes=sheet.number("silent_minutes", 30) or 0,
        soon_minutes=sheet.number("soon_minutes", 15) or 0,
        together=tuple(
            Together(
                in_=spelt_out(rules, row.only("in", "minutes").texts("in", needed=True)),
                minutes=row.number("minutes", 10) or 0,
            )
            for row in sheet.rows("together")
        ),
    )


def _read_column(row: Sheet, rules: JourneyRules | None) -> WallColumn:
    row.only("name", "in", "custody")
    return WallColumn(
        name=row.text("name"),
        in_=spelt_out(rules, row.texts("in", needed=True)),
        custody=row.one_of("custody", ("open", "over", "lost"), "open"),
    )


def _read_standing(sheet: Sheet, journeys: Journeys) -> Standing:
    of = sheet.only("of", "in").text("of")
    return Standing(of, spelt_out(journeys.get(of), sheet.texts("in", needed=True)))


def note_wall_faults(programme: Programme, faults: Faults) -> None:
    wall = programme.wall
    if wall is None:
        return
    for place in wall.at:
        faults.unless_in(place, [place.code for place in programme.places], WALL, "at", "place")
    for key, standing in (("promises", wall.promises), ("vehicles", wall.vehicles)):
        if _has_journey(programme, standing.of, f"{key}.of", faults):
            _note_states(programme, standing.of, standing.in_, f"{key}.in", faults)
    _note_clocks(programme, wall, faults)
    if wall.silent_minutes <= 0:
        faults.add(WALL, "silent_minutes", "a phone needs some time to be silent", ("1 or more",))
    if _has_journey(programme, wall.of, "of", faults):
        _note_states(programme, wall.of, wall.not_counted, "not_counted", faults)
        _note_states(programme, wall.of, wall.unaccounted, "unaccounted.in", faults)
        _note_columns(programme, wall, faults)
        _note_together(programme, wall, faults)


def _note_together(programme: Programme, wall: Wall, faults: Faults) -> None:
    card = programme.cards.get(wall.of)
    if wall.together and not (card and card.party):
        faults.add(WALL, "together", f"the card of {wall.of} names no party", (f"{wall.of}.party in cards.toml",))
    for n, way in enumerate(wall.together):
        _note_states(programme, wall.of, way.in_, f"together[{n}].in", faults)


def _note_clocks(programme: Programme, wall: Wall, faults: Faults) -> None:
    told = [word for timer in programme.timers for step in timer.steps for word in (step.tell, step.emit) if word]
    for key, words in (("unaccounted.late", wall.unaccounted_late), ("reminders", wall.reminders)):
        for word in words:
            faults.unless_in(word, told, WALL, key, "timer's word")


def _note_columns(programme: Programme, wall: Wall, faults: Faults) -> None:
    """Each state once: in one column, or among those not counted."""
    counted: dict[str, str] = dict.fromkeys(wall.not_counted, "not_counted")
    names: set[str] = set()
    for n, column in enumerate(wall.columns):
        key = f"column[{n}]"
        if column.name in {*names, TOTAL}:
            faults.add(WALL, f"{key}.name", f"{column.name!r} is there already", ("a name of its own",))
        names.add(column.name)
        _note_states(programme, wall.of, column.in_, f"{key}.in", faults)
        for state in column.in_:
            if state in counted:
                faults.add(WALL, f"{key}.in", f"{state!r} is counted under {counted[state]!r} already", ("each once",))
            counted[state] = column.name
    for state in states_of(programme.journeys[wall.of]):
        if state not in counted:
            faults.add(WALL, "column", f"nobody counts {state!r}", ("not_counted", *names))


def _has_journey(programme: Programme, kind: str, key: str, faults: Faults) -> bool:
    return faults.unless_in(kind, programme.journeys, WALL, key, "kind with a journey")


def _note_states(programme: Programme, kind: str, states: tuple[str, ...], key: str, faults: Faults) -> None:
    for state in states:
        faults.unless_in(state, states_of(programme.journeys[kind]), WALL, key, f"state of {kind}")
