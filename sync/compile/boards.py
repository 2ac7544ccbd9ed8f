"""The boards a post works from: every name on them leads somewhere."""

from sync.board_rules import Dispatch, Queue, Took
from sync.compile.journeys import events_of, spelt_out, states_of
from sync.compile.settings import Files, Settings
from sync.compile.sheet import Faults, Sheet
from sync.programme import JourneyRules, Programme

DISPATCH = "dispatch.toml"
FIELDS = ("class", "seats", "driver", "from", "to")
Journeys = dict[str, JourneyRules]


def read_dispatch(files: Files, settings: Settings, journeys: Journeys, faults: Faults) -> Dispatch | None:
    """None for a programme that sends no vehicles."""
    if DISPATCH not in files:
        return None
    sheet = Sheet(DISPATCH, "", files[DISPATCH], faults)
    sheet.only("of", "vehicle", "by", *FIELDS, "ready", "plan", "took", "queue")
    of, vehicle, took = sheet.text("of"), sheet.text("vehicle"), sheet.child("took").only("from", "until")
    return Dispatch(
        of=of,
        vehicle=vehicle,
        by=settings.by(sheet),
        class_=sheet.text("class"),
        seats=sheet.text("seats"),
        driver=sheet.text("driver"),
        from_=sheet.text("from"),
        to=sheet.text("to"),
        ready=spelt_out(journeys.get(vehicle), sheet.texts("ready", needed=True)),
        plan=sheet.text("plan"),
        took=Took(took.text("from"), took.text("until")),
        queues=tuple(
            Queue(row.only("class", "in").text("class"), spelt_out(journeys.get(of), row.texts("in", needed=True)))
            for row in sheet.rows("queue")
        ),
    )


def note_board_faults(programme: Programme, faults: Faults) -> None:
    board = programme.dispatch
    if board is None:
        return
    for key, kind in (("of", board.of), ("vehicle", board.vehicle)):
        if not faults.unless_in(kind, programme.journeys, DISPATCH, key, "kind with a journey"):
            return
    fields = programme.kinds[board.vehicle]
    for key, name in zip(FIELDS, (board.class_, board.seats, board.driver, board.from_, board.to), strict=True):
        faults.unless_in(name, fields, DISPATCH, key, f"field of {board.vehicle}")
    faults.unless_in(board.plan, [act.name for act in programme.acts], DISPATCH, "plan", "act")
    people, vehicles = programme.journeys[board.of], programme.journeys[board.vehicle]
    faults.unless_in(board.took.from_, events_of(people), DISPATCH, "took.from", f"event of {board.of}")
    faults.unless_in(board.took.until, events_of(vehicles), DISPATCH, "took.until", f"event of {board.vehicle}")
    for state in board.ready:
        faults.unless_in(state, states_of(vehicles), DISPATCH, "ready", f"state of {board.vehicle}")
    classes = fields[board.class_].options if board.class_ in fields else ()
    for n, queue in enumerate(board.queues):
        faults.unless_in(queue.class_, classes, DISPATCH, f"queue[{n}].class", f"class of {board.vehicle}")
        for state in queue.in_:
            faults.unless_in(state, states_of(people), DISPATCH, f"queue[{n}].in", f"state of {board.of}")
