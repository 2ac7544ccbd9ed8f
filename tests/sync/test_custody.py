"""The chain of custody: every example in every order of arrival, and two laws over journeys nobody thought of."""

from itertools import permutations
from typing import Any  # examples are JSON of many shapes

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.custody import fits, fold, kind_of, skipped
from sync.exchange import Journey
from sync.op import Value
from sync.programme import JourneyRules, JourneyStep, StepKind
from sync.record import Happening
from sync.stamp import Dot, Stamp
from tests.sync.vectors import named

VECTORS = named("custody")


class EventVector(msgspec.Struct, forbid_unknown_fields=True):
    stamp: Stamp
    name: str
    place: str | None = None
    other: str | None = None
    failed: tuple[str, ...] = ()
    entitled: bool = True
    late: bool = False
    version: str = "v1"

    def happened(self) -> Happening:
        data: dict[str, Value] | None = None
        return Happening(
            self.stamp,
            1,
            self.name,
            self.place,
            self.other,
            data,
            "u1",
            "Wang",
            self.version,
            self.failed,
            self.entitled,
            self.late,
        )


class Judged(msgspec.Struct, forbid_unknown_fields=True):
    event: EventVector
    fits: str | None


class CustodyVector(msgspec.Struct, forbid_unknown_fields=True):
    rule: str
    rules: JourneyRules
    events: list[EventVector]
    journey: Journey
    skipped: list[Dot] = []
    judged: list[Judged] = []


@pytest.mark.parametrize("name", VECTORS)
def test_a_journey_folds_as_the_example_says_in_any_order(name: str) -> None:
    vector = msgspec.convert(VECTORS[name], CustodyVector)
    for order in permutations([event.happened() for event in vector.events]):
        assert fold(order, vector.rules) == vector.journey, vector.rule
        assert skipped(order, vector.rules) == set(vector.skipped), vector.rule
        for judged in vector.judged:
            assert fits(order, judged.event.happened(), vector.rules) == judged.fits, (vector.rule, judged.event)


STATES, EVENTS = ("", "s1", "s2", "s3"), ("e1", "e2", "e3", "e4", "unheard")
KINDS: tuple[StepKind, ...] = ("fact", "fact", "decision", "clock")


@st.composite
def tables(draw: st.DrawFn) -> JourneyRules:
    """A table in which every event is always of one kind."""
    kinds = dict(zip(EVENTS, KINDS, strict=False))
    steps = draw(
        st.lists(
            st.builds(
                lambda from_, event, to, holder: JourneyStep(from_, event, to, kinds[event], (), holder),
                st.sampled_from([*STATES, "any"]),
                st.sampled_from(EVENTS[:-1]),
                st.sampled_from([*STATES[1:], "resume"]),
                st.sampled_from(["here", "same", "other", "none"]),
            ),
            max_size=12,
        )
    )
    passed = draw(st.lists(st.sampled_from([*STATES, "any"]), max_size=2))
    return JourneyRules("x", tuple(steps), (), {"any": ("s1", "s2")}, resume={"e1": tuple(passed)}, resume_else="s3")


HAPPENINGS = st.lists(
    st.builds(
        lambda stamp, name, place, other, is_late: Happening(
            stamp, 1, name, place, other, None, "u1", "Wang", "v1", late=is_late
        ),
        st.builds(Stamp, st.integers(0, 9), st.sampled_from(["a", "b"]), st.integers(1, 20)),
        st.sampled_from(EVENTS),
        st.sampled_from(["desk:A", "desk:B", None]),
        st.sampled_from(["van:v", None]),
        st.booleans(),
    ),
    max_size=8,
    unique_by=lambda event: event.stamp.dot,
)


@given(tables(), HAPPENINGS, st.randoms(use_true_random=False))
def test_the_fold_is_total_and_asks_nothing_of_the_order_of_arrival(
    rules: JourneyRules, events: list[Happening], chance: Any
) -> None:
    shuffled = list(events)
    chance.shuffle(shuffled)
    assert fold(shuffled, rules) == fold(events, rules)
    counted = [event for event in events if not event.late and event.stamp.dot not in skipped(events, rules)]
    assert fold(events, rules).last == (max(counted, key=lambda event: event.stamp).stamp.dot if counted else None)


@given(tables(), HAPPENINGS, st.integers(0, 7))
def test_what_fits_has_its_row_and_robs_nobody(rules: JourneyRules, events: list[Happening], at: int) -> None:
    if at >= len(events):
        return
    judged = msgspec.structs.replace(events[at], late=False)
    others = [event for event in events if event is not events[at]]
    together = [*others, judged]
    if fits(others, judged, rules) is None:
        rowless = {anomaly.dot for anomaly in fold(together, rules).anomalies}
        before = {anomaly.dot for anomaly in fold(others, rules).anomalies}
        if kind_of(rules, judged.name) in ("decision", "clock"):
            assert judged.stamp.dot not in skipped(together, rules)
            assert rowless <= before
    else:
        assert kind_of(rules, judged.name) in ("decision", "clock")
        assert fits(together, judged, rules) == f"no-row:{judged.name}"
