"""Every example of the merge law, in every order of arrival, once and repeated."""

from collections.abc import Iterable
from itertools import permutations
from typing import Any, get_args  # Any: a case is JSON of its own shape

import msgspec
import pytest

from sync.merge import conflicted, differing, merge_all, pick
from sync.op import Action, Value
from sync.programme import Policy, PolicyName
from sync.record import Head
from sync.stamp import Dot, Stamp
from tests.sync.vectors import named

VECTORS = named("merge")


class OpVector(msgspec.Struct, forbid_unknown_fields=True):
    stamp: Stamp
    v: int
    writes: list["WriteVector"]
    decides: bool = False


class WriteVector(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    action: Action
    value: Value
    base: list[Dot]
    source: str | None = None


class Expected(msgspec.Struct, forbid_unknown_fields=True):
    pick: Value
    conflicted: bool
    differing: list[Value]
    happened: list[str] = msgspec.field(default_factory=list)


class MergeVector(msgspec.Struct, forbid_unknown_fields=True):
    rule: str
    policy: Policy
    ops: list[OpVector]
    expect: list[Expected]


def writes(ops: Iterable[OpVector]) -> list[tuple[Head, list[Dot]]]:
    return [
        (Head(write.value, op.stamp, op.v, write.action, write.source, op.decides), write.base)
        for op in ops
        for write in op.writes
    ]


def arrivals(ops: list[OpVector]) -> Iterable[list[OpVector]]:
    """Every order, also those in which a named write comes after the one that names it; then each with repeats."""
    for order in permutations(ops):
        yield list(order)
        yield [*order, *order]
        yield [op for op in order for _ in range(2)]
        yield [*order, *reversed(order)]


@pytest.mark.parametrize("name", VECTORS)
def test_merge_does_as_the_example_says_in_any_order(name: str) -> None:
    vector = msgspec.convert(VECTORS[name], MergeVector)
    for ops in arrivals(vector.ops):
        state = merge_all(writes(ops), vector.policy)
        for expected in vector.expect:
            said = as_said(
                pick(state, vector.policy, expected.happened),
                conflicted(state, vector.policy, expected.happened),
                [head.value for head in differing(state, vector.policy)],
            )
            assert said == as_said(expected.pick, expected.conflicted, expected.differing), (vector.rule, ops)


def as_said(*said: Any) -> bytes:
    """As JSON, in which 1 and true differ."""
    return msgspec.json.encode(said)


def test_no_policy_lacks_an_example() -> None:
    assert {vector["policy"]["name"] for vector in VECTORS.values()} == set(get_args(PolicyName))


def test_each_example_is_named_after_its_policy_and_tells_its_rule() -> None:
    for name, vector in VECTORS.items():
        assert name.startswith((vector["policy"]["name"], "after")) or len(vector["ops"]) > 1, name
        assert vector["rule"].endswith("."), name
