"""What clock runs for a record: the one question asked for ever is whose time is up."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from sync.answer import is_datetime
from sync.exchange import Journey
from sync.match import Look, elements, matches
from sync.op import Value
from sync.programme import Timer

MINUTE_MS = 60_000


class Due(msgspec.Struct, frozen=True, array_like=True):
    """At `at_ms` (ms since 1970 UTC), `minutes` into the state: `tell` it to `who`, or `emit` a clock event."""

    at_ms: int
    minutes: int
    tell: str = ""
    emit: str = ""
    who: tuple[str, ...] = ()


def due(kind: str, journey: Journey | None, look: Look, timers: Iterable[Timer]) -> list[Due]:
    """Every step of every timer that runs for the record, soonest first; steps already past are in it."""
    if journey is None:
        return []
    running = [
        timer for timer in timers if timer.about == kind and journey.state in timer.in_ and matches(timer.while_, look)
    ]
    steps = [
        Due(began + step.minutes * MINUTE_MS, step.minutes, step.tell, step.emit, step.who)
        for timer in running
        if (began := start(timer, journey, look)) is not None
        for step in timer.steps
    ]
    return sorted(steps, key=lambda step: step.at_ms)


def edited(dues: list[Due], minutes: int | None) -> list[Due]:
    """The same clocks, where people have said after how many minutes the state ends (None = as the timers say)."""
    first = next((step for step in dues if step.emit), None)
    if first is None or minutes is None:
        return dues
    return ending(dues, first.at_ms + (minutes - first.minutes) * MINUTE_MS)


def ending(dues: list[Due], ends_at: int) -> list[Due]:
    """The same clocks, where the state ends at `ends_at` (ms), whatever the timers say."""
    moved = [msgspec.structs.replace(step, at_ms=ends_at) if step.emit else step for step in dues]
    return sorted(moved, key=lambda step: step.at_ms)


def start(timer: Timer, journey: Journey, look: Look) -> int | None:
    """When the timer's clock began: at entry into the state, or at a later moment it waits for (ms). None: it does not
    run, for the moment it counts from has not come, or came before the entry."""
    named = timer.since or timer.later_of
    read = map(_moment, elements(look(named))) if named else ()
    moments = [moment for moment in read if moment is not None]
    if timer.since:
        return max((moment for moment in moments if moment >= journey.since), default=None)
    return max([journey.since, *moments])


def _moment(value: Value) -> int | None:
    """A time in ms, or as somebody wrote it down."""
    if isinstance(value, str) and is_datetime(value):
        return round(datetime.fromisoformat(value).timestamp() * 1000)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
