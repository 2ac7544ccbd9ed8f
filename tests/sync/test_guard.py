"""Guards and rules by date: every example."""

from typing import Any  # examples are JSON of many shapes

import msgspec
import pytest

from sync.guard import failed, rule_in_force
from sync.programme import JourneyRules, JourneyStep, PolicyRow
from tests.sync.vectors import named

GUARDS, POLICY = named("guard"), named("policy")


class Answers:
    """Answers as the example has them, and remembers what was asked."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.asked: list[list[Any]] = []

    def seats_left(self, holder: str, seats: int) -> bool:
        self.asked.append(["seats_left", holder, seats])
        return bool(self.answers["seats_left"])

    def whole_party(self, kind: str, party: str, people: list[str]) -> bool:
        self.asked.append(["whole_party", kind, party, people])
        return bool(self.answers["whole_party"])

    def emptied(self, but: list[str], sought: str) -> bool:
        self.asked.append(["emptied", but, sought])
        return bool(self.answers["emptied"])

    def policy(self, countries: tuple[str, ...]) -> PolicyRow | None:
        self.asked.append(["policy", list(countries)])
        return msgspec.convert(self.answers["policy"], PolicyRow | None)


@pytest.mark.parametrize("name", GUARDS)
def test_guards_hold_as_the_example_says(name: str) -> None:
    vector: dict[str, Any] = GUARDS[name]
    row = {"from": "", "event": "go", "to": "gone", "only_if": vector["only_if"]}
    rules = msgspec.convert({"about": "hiker", "steps": [row], "final": [], "guards": vector["guards"]}, JourneyRules)
    calls = Answers(vector["answers"]) if "answers" in vector else None
    step: JourneyStep = rules.steps[0]
    assert failed(step, rules, vector["words"].get, calls) == tuple(vector["failed"]), vector["rule"]
    assert (calls.asked if calls else None) == vector.get("asked"), vector["rule"]


@pytest.mark.parametrize("name", POLICY)
def test_the_rule_in_force_is_the_one_the_example_says(name: str) -> None:
    vector: dict[str, Any] = POLICY[name]
    rows = msgspec.convert(vector["rows"], list[PolicyRow])
    for case in vector["cases"]:
        rule = rule_in_force(rows, case["at"], case["countries"])
        assert (rule.id if rule else None) == case["in_force"], (vector["rule"], case)
