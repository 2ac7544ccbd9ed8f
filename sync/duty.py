"""What clock runs for a record: the one question asked for ever is whose time is up."""

from collections.abc import Iterable

import msgspec

from sync.exchange import Journey
from sync.match import Look, elements, matches
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
        Due(start(timer, journey, look) + step.minutes * MINUTE_MS, step.minutes, step.tell, step.emit, step.who)
        for timer in running
        for step in timer.steps
    ]
    return sorted(steps, key=lambda step: step.at_ms)


def start(timer: Timer, journey: Journey, look: Look) -> int:
    """When the timer's clock began: at entry into the state, or at a later moment it waits for (ms)."""
    later = elements(look(timer.later_of)) if timer.later_of else []
    return max([journey.since, *(moment for moment in later if isinstance(moment, int))])
