"""What runs, calls and shows: clocks, notices, feeds, acts, tabs and cards."""

from sync.compile.journeys import spelt_out
from sync.compile.settings import Files, Settings
from sync.compile.sheet import Faults, Sheet
from sync.programme import Act, Call, Card, Feed, JourneyRules, Tab, Timer, TimerStep

TIMERS, FEEDS, ACTS, TABS, CARDS = "timers.toml", "feeds.toml", "acts.toml", "tabs.toml", "cards.toml"
NOTICES = "notices.toml"
Journeys = dict[str, JourneyRules]


def _sheet(files: Files, file: str, faults: Faults) -> Sheet:
    return Sheet(file, "", files.get(file, {}), faults)


def read_timers(files: Files, settings: Settings, journeys: Journeys, faults: Faults) -> tuple[Timer, ...]:
    return tuple(
        Timer(
            about=row.only("about", "in", "while", "later_of", "steps").text("about"),
            in_=spelt_out(journeys.get(row.text("about")), row.texts("in", needed=True)),
            steps=tuple(_read_timer_step(step, settings) for step in row.rows("steps")),
            while_=row.match("while"),
            later_of=row.text("later_of", ""),
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
            about=row.only("about", "on", "to", "words").text("about"),
            on=row.text("on"),
            to=row.text("to"),
            words=row.text("words"),
        )
        for row in _sheet(files, NOTICES, faults).only("notice").rows("notice")
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
