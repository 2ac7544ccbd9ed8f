"""Who is told next: every example of the ladder, and what holds whatever happens on it."""

from typing import Any  # examples are JSON of many shapes

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import escalation
from sync.duty import Due
from sync.escalation import Plan, Progress, Stage
from sync.notice_rules import Call, Rung
from sync.op import Value
from tests.sync.vectors import named

VECTORS = named("escalation")
MINUTE_MS = escalation.MINUTE_MS
LADDER = (
    Rung(2, "channel"),
    Rung(5, "next_contact"),
    Rung(8, "next_contact"),
    Rung(10, "place", "{depot}", "unheard"),
    Rung(15, "telephone", "hub"),
)


def depots(word: str) -> Value:
    return ["east", "west"] if word == "depot" else None


CALL = Call("parcel", "ask", "{depot}", "call", tuple(LADDER))
PLAN = escalation.plan(CALL, [Due(1_800_000, 30, "ask"), Due(3_600_000, 60, emit="over")], "office", depots, 0)


@pytest.mark.parametrize("name", VECTORS)
def test_the_ladder_is_climbed_as_the_example_says(name: str) -> None:
    vector: dict[str, Any] = VECTORS[name]
    plan = msgspec.convert(vector["plan"], Plan)
    progress = msgspec.convert(vector["progress"], Progress)
    climbed = escalation.climb(
        plan, progress, vector["now"], lambda stage: vector["reaches"].get(stage.reach, []), vector["reached"]
    )
    assert [[told.stage.reach, list(told.whom)] for told in climbed.told] == vector["told"], vector["rule"]
    assert climbed.progress == msgspec.convert(vector["after"], Progress), vector["rule"]
    assert climbed.next_at == vector["next_at"], vector["rule"]


def test_a_plan_names_places_contacts_and_reminders_once_and_for_all() -> None:
    assert PLAN.heard == (
        Stage(2 * MINUTE_MS, "channel", "office"),
        Stage(5 * MINUTE_MS, "next_contact", "office", rank=1),
        Stage(8 * MINUTE_MS, "next_contact", "office", rank=2),
        Stage(10 * MINUTE_MS, "place", "east", "unheard"),
        Stage(10 * MINUTE_MS, "place", "west", "unheard"),
        Stage(15 * MINUTE_MS, "telephone", "hub"),
    )
    assert PLAN.answer == (Stage(30 * MINUTE_MS, "again", "office"),)


def test_without_an_end_there_is_nothing_to_remind_of() -> None:
    assert (
        escalation.plan(Call("parcel", "ask", "{depot}", "call"), [Due(60_000, 1, "ask")], "office", depots, 0)
        == Plan()
    )


@given(
    looks=st.lists(st.integers(0, 40 * MINUTE_MS), max_size=12),
    reached=st.sets(st.sampled_from(["channel", "next_contact", "place", "telephone"])),
    first=st.booleans(),
)
def test_whenever_one_looks_each_stage_is_told_once_and_in_order(
    looks: list[int], reached: set[str], first: bool
) -> None:
    """Restarts, pauses and looks too often change neither whom it reaches nor how often."""
    progress, told = Progress(), list[Stage]()

    def whom(stage: Stage) -> tuple[str, ...]:
        return ("a phone",) if stage.reach in reached else ()

    for now in (0, *sorted(looks), 60 * MINUTE_MS):
        climbed = escalation.climb(PLAN, progress, now, whom, reached=first or now > 0)
        progress = climbed.progress
        told += [each.stage for each in climbed.told]
        assert climbed.next_at is None or climbed.next_at > now
    assert sorted(told, key=(*PLAN.heard, *PLAN.answer).index) == [*PLAN.heard, *PLAN.answer]
    assert [stage for stage in told if stage.reach != "again"] == list(PLAN.heard)
