"""What runs, calls and shows: clocks, notices, feeds, acts, tabs and cards."""

from typing import get_args

from sync.compile.journeys import spelt_out
from sync.compile.settings import Files, Settings
from sync.compile.sheet import Faults, Sheet
from sync.notice_rules import Call, Ladder, Roster, Rung, RungReach
from sync.programme import Act, Card, Feed, JourneyRules, Tab, Timer, TimerStep

TIMERS, FEEDS, ACTS, TABS, CARDS = "timers.toml", "feeds.toml", "acts.toml", "tabs.toml", "cards.toml"
NOTICES, ROSTER, LADDER = "notices.toml", "roster.toml", "ladder.toml"
ROSTER_FIELDS = ("place", "person", "who", "telephone", "rank", "since", "hours")
REACHES: tuple[RungReach, ...] = get_args(RungReach)
Journeys = dict[str, JourneyRules]


def _sheet(files: Files, file: str, faults: Faults) -> Sheet:
    return Sheet(file, "", files.get(file, {}), faults)


def read_timers(files: Files, settings: Settings, journeys: Journeys, faults: Faults) -> tuple[Timer, ...]:
    return tuple(
        Timer(
            about=row.only("about", "in", "while", "later_of", "since", "steps").text("about"),
            in_=spelt_out(journeys.get(row.text("about")), row.texts("in", needed=True)),
            steps=tuple(_read_timer_step(step, settings) for step in row.rows("steps")),
            while_=row.match("while"),
            later_of=row.text("later_of", ""),
            since=row.text("since", ""),
        )
        for row in _sheet(files, TIMERS, faults).only("timer").rows("timer")
    )


def _read_timer_step(step: Sheet, settings: Settings) -> TimerStep:
    step.only("minutes", "tell", "who", "emit")
    tell, emit = step.text("tell", ""), step.text("emit", "")
    if bool(tell) == bool(emit):
        step.fault("", "a step tells somebody or emits an event", ("tell + who", "emit"))
    who = settings.by(step, "who") if tell else ()
    return TimerStep(minutes=step.number("minutes", None) or 0, tell=tell, emit=emit, who=who)


def read_feeds(files: Files, journeys: Journeys, faults: Faults) -> tuple[Feed, ...]:
    return tuple(
        Feed(
            of=row.only("of", "into", "while", "then_keep_hours").text("of"),
            into=row.texts("into", needed=True),
            while_=spelt_out(journeys.get(row.text("of")), row.texts("while")),
            then_keep_hours=row.number("then_keep_hours", 0) or 0,
        )
        for row in _sheet(files, FEEDS, faults).only("feed").rows("feed")
    )


def read_notices(files: Files, faults: Faults) -> tuple[Call, ...]:
    return tuple(
        Call(
            about=row.only("about", "on", "to", "words", "heard_by", "taken_back", "says_no").text("about"),
            on=row.text("on"),
            to=row.text("to"),
            words=row.text("words"),
            heard_by=tuple(_read_rung(rung) for rung in row.rows("heard_by")),
            taken_back=row.dictionary("taken_back"),
            says_no=row.texts("says_no"),
        )
        for row in _sheet(files, NOTICES, faults).only("notice", "digest").rows("notice")
    )


def read_digest(files: Files, faults: Faults) -> str:
    return _sheet(files, NOTICES, faults).text("digest", "")


def _read_rung(row: Sheet) -> Rung:
    row.only("minutes", "tell", "at", "words")
    return Rung(
        minutes=row.number("minutes", None) or 0,
        tell=row.one_of("tell", REACHES),
        at=row.text("at", ""),
        words=row.text("words", ""),
    )


def read_roster(files: Files, journeys: Journeys, faults: Faults) -> Roster | None:
    if ROSTER not in files:
        return None
    sheet = _sheet(files, ROSTER, faults).only("of", "in", *ROSTER_FIELDS)
    of = sheet.text("of")
    fields = {name: sheet.text(name) for name in ROSTER_FIELDS}
    return Roster(of=of, in_=spelt_out(journeys.get(of), sheet.texts("in", needed=True)), **fields)


def read_ladder(files: Files, journeys: Journeys, faults: Faults) -> Ladder | None:
    if LADDER not in files:
        return None
    sheet = _sheet(files, LADDER, faults).only(
        "of", "in", "which", "calls", "again", "within", "waits", "title", "body"
    )
    of, waits = sheet.text("of"), sheet.child("waits").only(*REACHES)
    return Ladder(
        of=of,
        in_=spelt_out(journeys.get(of), sheet.texts("in", needed=True)),
        which=sheet.text("which"),
        calls=sheet.dictionary("calls"),
        waits={reach: waits.text(reach) for reach in REACHES if waits.has(reach)},
        again=sheet.text("again"),
        within=sheet.text("within"),
        title=sheet.dictionary("title"),
        body=sheet.dictionary("body"),
    )


def read_acts(files: Files, settings: Settings, journeys: Journeys, faults: Faults) -> tuple[Act, ...]:
    return tuple(_read_act(name, row, settings, journeys) for name, row in _sheet(files, ACTS, faults).children())


def _read_act(name: str, row: Sheet, settings: Settings, journeys: Journeys) -> Act:
    row.only("by", "forms", "on", "in", "when", "batch", "main", "carry")
    on, carry = row.text("on", ""), row.child("carry")
    return Act(
        name=name,
        by=settings.by(row),
        forms=row.texts("forms", needed=True),
        on=on,
        in_=spelt_out(journeys.get(on), row.texts("in")),
        when=row.match("when"),
        batch=row.flag("batch"),
        main=row.flag("main"),
        carry={form: carry.dictionary(form) for form in carry.table},
    )


def read_tabs(files: Files, settings: Settings, journeys: Journeys, faults: Faults) -> tuple[Tab, ...]:
    return tuple(
        Tab(
            name=name,
            of=row.only("of", "by", "in", "when").text("of"),
            by=settings.by(row),
            in_=spelt_out(journeys.get(row.text("of")), row.texts("in")),
            when=row.match("when"),
        )
        for name, row in _sheet(files, TABS, faults).children()
    )


def read_cards(files: Files, faults: Faults) -> dict[str, Card]:
    return {of: _read_card(of, row) for of, row in _sheet(files, CARDS, faults).children()}


def _read_card(of: str, row: Sheet) -> Card:
    row.only("title", "number", "details", "search", "party", "people", "marks")
    marks = row.child("marks")
    return Card(
        of=of,
        title=row.texts("title", needed=True),
        number=row.text("number", ""),
        details=row.texts("details"),
        search=row.texts("search"),
        party=row.text("party", ""),
        people=row.text("people", ""),
        marks={field: marks.dictionary(field) for field in marks.table},
    )
