"""What each answer of a push service does to a delivery: the whole table."""

import pytest

from server.notify import transport
from server.notify.answers import (
    ACCEPTED,
    DEAD,
    FIRST_PAUSE_MS,
    GONE,
    KEY_PAUSE_MS,
    NO_ANSWER,
    PAUSE_MS_MAX,
    WAITING,
    Outcome,
    judged,
)
from server.notify.outbox import LEASE_MS

NOW, UNTIL = 1_000_000, 10_000_000
FAILS = (NO_ANSWER, 500, 502, 503, 507, 599)


def says(status: int, asked_ms: int | None = None, attempt: int = 1, until: int = UNTIL) -> Outcome:
    return judged(status, asked_ms, attempt, NOW, until, lambda: 1.0)


@pytest.mark.parametrize(
    ("statuses", "state"),
    [
        ((201, 202), ACCEPTED),
        ((404, 410), GONE),
        ((200, 203, 204, 206, 300, 301, 302, 303, 304, 307, 308, 400, 402, 405, 409, 411, 413, 414, 418, 422), DEAD),
        ((401, 403, 406, 429, *FAILS), WAITING),
    ],
)
def test_only_201_and_202_are_a_yes(statuses: tuple[int, ...], state: str) -> None:
    assert {status: says(status).state for status in statuses} == dict.fromkeys(statuses, state)


def test_a_key_that_is_refused_rests_alone() -> None:
    for status in (401, 403):
        assert says(status)[1:2] + says(status)[4:] == (NOW + KEY_PAUSE_MS, KEY_PAUSE_MS, True)


@pytest.mark.parametrize("status", [406, 429])
def test_an_origin_is_left_in_peace_as_long_as_it_asks(status: int) -> None:
    asked = says(status, 120_000)
    assert (asked.next_at, asked.pause_ms, asked.pauses_key) == (NOW + 120_000, 120_000, False)
    assert says(status).pause_ms == 1 + 2 * FIRST_PAUSE_MS


def test_what_failed_comes_back_scattered_and_ever_later_but_not_sooner_than_asked() -> None:
    waits = [says(503, attempt=attempt).next_at - NOW for attempt in range(1, 40)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (1 + 2 * FIRST_PAUSE_MS, 1 + PAUSE_MS_MAX)
    assert judged(503, None, 9, NOW, UNTIL, lambda: 0.0).next_at == NOW + 1
    assert says(503, 900_000).next_at == NOW + 900_000
    assert says(503, 900_000).pause_ms == 0, "one that is ill is not one that is crowded"


@pytest.mark.parametrize("status", [401, 406, 429, *FAILS])
def test_it_is_tried_until_the_time_to_answer_and_no_longer(status: int) -> None:
    late = says(status, 3_000, until=NOW + 1_000)
    assert (late.state, late.detail.endswith("too late to try again")) == (DEAD, True)


def test_a_lease_is_longer_than_any_attempt() -> None:
    """Whoever lets it pass has died: nobody sends what another has taken over."""
    assert transport.SECONDS_MAX * 1000 * 2 < LEASE_MS
