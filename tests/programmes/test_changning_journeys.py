"""Changning's journeys against the dossier's tables, row for row."""

import tomllib
from pathlib import Path

import pytest

from server.programme import read, seed
from sync.compile.journey_faults import moves, reachable
from sync.compile.journeys import spelt_out, states_of

FIXTURE = (Path(__file__).parent / "dossier_journeys.md").read_text(encoding="utf-8")
PROGRAMME = read(seed("changning")).programme
PERSON = PROGRAMME.journeys["person"]
KINDS = ("person", "handoff", "trip")
SAID_ONLY = {
    "taken from the aircraft, on no list": "that it happened is all there is to say",
    "taken from the aircraft or by customs before the desk": "that it happened is all there is to say",
    "came after all": "that it happened is all there is to say",
    "two desks disagreed: the safer stands": "explains why there is such a row",
    "same; the conflict is open": "explains why there is such a row",
    "seen; that place holds": "the place of the event is the holder",
    "party and rows around are listed": "a duty that follows, not a condition",
    "late or corrected result": "explains why there is such a row",
    "count differs or scan overdue": "what the clock itself judges",
    "adds an alias link; the survivor is derived (the protocol)": "done by the protocol",
    "answer-by passed": "what the clock itself judges",
    "pick-up limit passed": "what the clock itself judges",
}
BEYOND = ("accept_by_phone",)
"""Events of ours that the dossier has no row for: how a promise made on the telephone comes on record."""
BY = {
    "any staff": "staff",
    "who planned it": "station, holding_point, street",
}


def dossier(kind: str) -> list[list[str]]:
    """The cells of the dossier's table of a kind, without its head."""
    part = FIXTURE.split(f"## {kind.capitalize()}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]


def ours(kind: str) -> list[list[object]]:
    """Our rows as they are written, before groups are spelt out."""
    steps = tomllib.loads((seed("changning") / "journeys" / f"{kind}.toml").read_text(encoding="utf-8"))["steps"]
    return [step for step in steps if step[1] not in BEYOND]


def names(text: str) -> list[str]:
    """A cell of several names; "-" is the beginning, spelt ""."""
    return ["" if name == "-" else name for name in text.split(", ")]


def roles(text: str) -> set[str]:
    for said, meant in BY.items():
        text = text.replace(said, meant)
    return set(text.split(", "))


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_is_the_dossiers(kind: str) -> None:
    assert len(ours(kind)) == len(dossier(kind))
    for mine, said in zip(ours(kind), dossier(kind), strict=True):
        start, event, to, step_kind, by, holder, only_if = mine
        assert (start if isinstance(start, list) else [start]) == names(said[0]), event
        assert [event, to, step_kind] == said[1:4]
        assert isinstance(by, list)
        assert set(by) == roles(said[4]), event
        if kind == "person":
            assert holder == said[5], event
        guard = said[-1]
        assert bool(only_if) == (guard != "" and guard not in SAID_ONLY), f"{event}: {guard}"


def test_a_guard_that_is_not_checked_is_one_the_dossier_has() -> None:
    said = {row[-1] for kind in KINDS for row in dossier(kind)}
    assert set(SAID_ONLY) <= said


def test_the_persons_table_has_its_size() -> None:
    assert len(states_of(PERSON)) == 25
    assert len(ours("person")) == 51
    assert len(PERSON.final) == 7


@pytest.mark.parametrize("kind", KINDS)
def test_no_event_has_two_targets(kind: str) -> None:
    assert [at for at, targets in moves(PROGRAMME.journeys[kind]).items() if len(targets) > 1] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_is_reached_and_every_open_one_ends(kind: str) -> None:
    rules = PROGRAMME.journeys[kind]
    assert set(states_of(rules)) == reachable(rules)
    for state in set(states_of(rules)) - set(rules.final):
        assert reachable(rules, state) & set(rules.final), state


@pytest.mark.parametrize("step", ["give_notice", "board", "check_in", "sample", "negative", "collect", "arrive_home"])
@pytest.mark.accepts("M06")
def test_nobody_is_home_who_left_out(step: str) -> None:
    assert "home_received" in reachable(PERSON)
    assert "home_received" not in reachable(PERSON, without=[step])


def test_who_is_open_and_who_is_final() -> None:
    openly = {*spelt_out(PERSON, ("any_open",)), "hospital_call", "missing", "expected"}
    assert openly | set(PERSON.final) == set(states_of(PERSON))
    assert set(spelt_out(PERSON, ("any_final",))) == set(PERSON.final) - {"void_duplicate"}


def test_a_results_role_and_only_it_may_say_it() -> None:
    assert PERSON.results == ("negative", "positive", "resample")
    assert {role for step in PERSON.steps if step.event in PERSON.results for role in step.by} == {"medical"}


@pytest.mark.accepts("M11")
def test_nobody_travels_alone() -> None:
    """Whoever is on the road is held by a vehicle, and nobody is home or at a site but out of one."""
    road = {"on_bus_central", "on_bus_test", "on_street_car", "on_ambulance", "on_return"}
    steps = [(state, step) for step in PERSON.steps for state in spelt_out(PERSON, (step.from_,)) if step.to != state]
    boarding = {(step.event, step.holder) for state, step in steps if step.to in road and state not in road}
    assert boarding == {("board", "other"), ("collect", "other"), ("ambulance_left", "other")}
    ends = {state for state, step in steps if step.to in ("home_received", "site_received", "hospital_received")}
    assert ends <= road
    assert {step.event for _, step in steps if "traveller" in step.by} == {"pre_register"}
