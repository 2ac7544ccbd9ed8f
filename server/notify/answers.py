"""What a push service's answer means for the delivery: a table, decided without waiting or writing."""

from collections.abc import Callable
from typing import NamedTuple

WAITING, ACCEPTED, DEAD, GONE, SUPERSEDED = "waiting", "accepted_by_push", "dead", "gone", "superseded"
RETRIED = "retried"
NO_ANSWER = 0
"""Stands for a status where none came: a timeout, a reset, an address that must not be called."""
FIRST_PAUSE_MS = 1_000
PAUSE_MS_MAX = 300_000
KEY_PAUSE_MS = 300_000
UNANSWERABLE_MS = 3_600_000
"""How long a notice without an answer-by time is tried."""


class Outcome(NamedTuple):
    """`state` of the delivery from now on, next due at `next_at` (ms); `what` and `detail` go on the timeline.
    `pause_ms` concerns everything at that origin, or what is signed with the same key there (`pauses_key`)."""

    state: str
    next_at: int
    what: str
    detail: str
    pause_ms: int = 0
    pauses_key: bool = False


def judged(
    status: int, asked_ms: int | None, attempt: int, now: int, until: int, chance: Callable[[], float]
) -> Outcome:
    """`status` as answered, `asked_ms` what Retry-After asks for, `attempt` from 1, `until` when it is of no use.

    201 and 202 are the only successes. A push service that has it has not delivered it.
    """
    detail = str(status) if status else "no answer"
    match status:
        case 201 | 202:
            return Outcome(ACCEPTED, now, ACCEPTED, detail)
        case 404 | 410:
            return Outcome(GONE, now, GONE, detail)
        case 401 | 403:
            later = _again(now + KEY_PAUSE_MS, now, until, detail, pause_ms=KEY_PAUSE_MS)
            return later._replace(pauses_key=True)
        case 406 | 429:
            pause_ms = asked_ms if asked_ms is not None else _pause(attempt, chance)
            return _again(now + pause_ms, now, until, detail, pause_ms=pause_ms)
        case _ if status == NO_ANSWER or status >= 500:
            return _again(now + max(asked_ms or 0, _pause(attempt, chance)), now, until, detail)
    return Outcome(DEAD, now, DEAD, detail)


def _again(next_at: int, now: int, until: int, detail: str, pause_ms: int = 0) -> Outcome:
    if next_at >= until:
        return Outcome(DEAD, now, DEAD, f"{detail}, too late to try again", pause_ms)
    return Outcome(WAITING, next_at, RETRIED, detail, pause_ms)


def _pause(attempt: int, chance: Callable[[], float]) -> int:
    """Full jitter: many that failed together do not come back together."""
    return 1 + round(chance() * min(PAUSE_MS_MAX, FIRST_PAUSE_MS << min(attempt, 16)))
