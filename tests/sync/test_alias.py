"""One person under several records: every example of the law, in every order, and what no order may change."""

from itertools import permutations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.alias import Link, classes, closed, journey, shared, suspected
from sync.alias_rules import AliasRules
from sync.exchange import Journey
from sync.merge import conflicted, pick
from sync.op import Value
from sync.programme import Field, JourneyRules, Policy
from sync.record import FieldState
from sync.stamp import Dot, Stamp
from tests.sync.test_custody import EventVector
from tests.sync.vectors import named

VECTORS = named("alias")


class Example(msgspec.Struct, forbid_unknown_fields=True):
    """An example shows one of: who is one, their journey, how one is closed, who is suspected, which answer stands."""

    rule: str
    begun: dict[str, Stamp] = {}
    links: list[Link] = []
    classes: list[list[tuple[str, Stamp | None]]] | None = None
    rules: JourneyRules | None = None
    members: dict[str, list[EventVector]] = {}
    since: Stamp = Stamp(0, "", 0)
    journey: Journey | None = None
    own: list[EventVector] = []
    link: EventVector | None = None
    closed: Journey | None = None
    alias: AliasRules | None = None
    answers: dict[str, dict[str, Value]] = {}
    settled: list[tuple[str, str]] = []
    suspected: list[tuple[str, str]] | None = None
    policy: Policy | None = None
    states: list["StateVector"] = []
    pick: Value = None
    conflicted: bool = False
    standing: list[Dot] = []


class StateVector(msgspec.Struct, forbid_unknown_fields=True):
    heads: list["HeadVector"] = []
    awaited: list["AwaitedVector"] = []


class HeadVector(msgspec.Struct, forbid_unknown_fields=True):
    value: Value
    stamp: Stamp
    v: int
    action: str = "set"
    source: str | None = None
    decides: bool = False


class AwaitedVector(msgspec.Struct, forbid_unknown_fields=True):
    dot: Dot
    by: Dot
    value: Value = None


def state(said: StateVector) -> FieldState:
    heads = [[*msgspec.to_builtins(msgspec.structs.astuple(head))] for head in said.heads]
    awaited = [[*msgspec.to_builtins(msgspec.structs.astuple(claim))] for claim in said.awaited]
    return msgspec.convert([heads, awaited], FieldState)


@pytest.mark.parametrize("name", VECTORS)
def test_it_is_as_the_example_says_in_any_order(name: str) -> None:
    said = msgspec.convert(VECTORS[name], Example)
    for links in permutations(said.links) if said.classes is not None else ():
        found = classes(said.begun, links)
        assert [list(one.items()) for one in found] == said.classes, said.rule
    if said.rules and said.journey:
        for order in permutations(said.members):
            members = {record: [event.happened() for event in said.members[record]] for record in order}
            assert journey(members, said.since, said.rules) == said.journey, said.rule
    if said.rules and said.closed and said.link:
        for own in permutations([event.happened() for event in said.own]):
            assert closed(own, said.link.happened(), said.rules) == said.closed, said.rule
    for answers in permutations(said.answers) if said.alias else ():
        assert said.alias
        asked = {record: said.answers[record] for record in answers}
        assert suspected(said.alias, asked, said.settled) == said.suspected, said.rule
    for states in permutations(said.states) if said.policy else ():
        assert said.policy
        one = shared([*map(state, states)], Field("choice", said.policy))
        assert (pick(one, said.policy), conflicted(one, said.policy)) == (said.pick, said.conflicted), said.rule
        assert [head.stamp.dot for head in one.heads] == said.standing, said.rule


NAMES = st.sampled_from(["a", "b", "c", "d", "e"])
STAMPS = st.builds(Stamp, st.integers(0, 9), st.sampled_from(["x", "y"]), st.integers(1, 9))


@given(
    st.dictionaries(NAMES, STAMPS),
    st.lists(st.builds(Link, STAMPS, NAMES, NAMES), max_size=6, unique_by=lambda one: one.stamp),
)
def test_everybody_is_in_one_class_whose_first_was_met_first(begun: dict[str, Stamp], links: list[Link]) -> None:
    found = classes(begun, links)
    assert sorted(record for one in found for record in one) == sorted(begun)
    assert found == classes(begun, links[::-1])
    for one in found:
        first, *others = one
        assert one[first] is None
        assert None not in [one[other] for other in others]
        assert all((begun[first], first) < (begun[other], other) for other in others)
    within = {record: at for at, one in enumerate(found) for record in one}
    assert all(within[a] == within[b] for _, a, b in map(msgspec.structs.astuple, links) if a in begun and b in begun)
