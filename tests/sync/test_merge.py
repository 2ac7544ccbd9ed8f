"""Laws of merging: what a field says depends on what was written, not on when it arrived."""

from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.merge import EMPTY, conflicted, differing, enter, looked_at, merge_all, pick
from sync.op import Action, Value
from sync.programme import Policy, PolicyName
from sync.record import FieldState, Head
from sync.stamp import Dot, Stamp

INCS = ["aaaaaa", "bbbbbb", "cccccc"]
VALUES: list[Value] = ["x", "y", " x ", None, True, 1, "unheard of"]
ACTIONS: dict[str, list[Action]] = {
    "set": ["set", "add", "add", "remove"],
    "log": ["set", "add", "add", "remove"],
    "count": ["set", "inc"],
}

OpWrites = list[tuple[Head, list[Dot]]]


def policies(name: PolicyName) -> list[Policy]:
    order = ("mrz", "typed") if name == "source" else ("x", "y", "true")
    return [Policy(name=name, order=order), Policy(name=name, contested=True)]


@st.composite
def histories(draw: st.DrawFn, policy: Policy) -> list[OpWrites]:
    """Ops on one field: dense seq an incarnation, bases of any dots of the history, an eff of any size (a paper form
    keyed late may have a small one), v in the order of acceptance."""
    owners = draw(st.lists(st.sampled_from(INCS), min_size=1, max_size=6))
    dots = [Dot(inc, owners[: at + 1].count(inc)) for at, inc in enumerate(owners)]
    accepted = draw(st.permutations(range(len(dots))))
    actions = ACTIONS.get(policy.name, ["set"])
    ops: list[OpWrites] = []
    for at, dot in enumerate(dots):
        stamp = Stamp(draw(st.integers(1, 9)), *dot)
        decides = draw(st.booleans())
        others = [other for other in dots if other != dot]
        base = draw(st.lists(st.sampled_from(others), max_size=3, unique=True)) if others else []
        many = 2 if policy.name == "set" else 1
        written = draw(
            st.lists(st.tuples(st.sampled_from(actions), st.sampled_from(VALUES)), min_size=1, max_size=many)
        )
        ops.append(
            [
                (
                    Head(
                        whole(action, value),
                        stamp,
                        accepted[at] + 1,
                        action,
                        draw(st.sampled_from(["mrz", "typed", None])),
                        decides,
                    ),
                    base,
                )
                for action, value in written
            ]
        )
    return ops


def whole(action: Action, value: Value) -> Value:
    return [value, "z"] if action == "set" and value == "y" else value


def said(state: FieldState, policy: Policy) -> bytes:
    """All that a field says, as JSON, in which 1 and true differ."""
    shown = [head.value for head in differing(state, policy)]
    return msgspec.json.encode([pick(state, policy), conflicted(state, policy), shown])


def covers_by_definition(ops: list[OpWrites], policy: Policy) -> set[tuple[Dot, int]]:
    """What stands by the definition, nothing accepted covering it, under a policy of one value."""
    written = [(write, base) for op in ops for write, base in op]
    rank = {option: at for at, option in enumerate(policy.order)}

    def safety(value: Value) -> int:
        return rank.get("true" if value is True else str(value) if value is not None else "", len(rank))

    def covers(by: Head, base: list[Dot], one: Head) -> bool:
        if by.stamp.dot == one.stamp.dot:
            return False
        named = one.stamp.dot in base
        if policy.name == "first":
            return by.decides and named
        own = by.stamp.inc == one.stamp.inc and by.stamp.seq > one.stamp.seq
        later_own = by.stamp.inc == one.stamp.inc and by.stamp.seq < one.stamp.seq
        allowed = policy.name != "safest" or by.decides or safety(by.value) <= safety(one.value)
        return (own or (named and not later_own)) and allowed

    return {(one.stamp.dot, one.v) for one, _ in written if not any(covers(by, base, one) for by, base in written)}


@pytest.mark.parametrize("name", get_args(PolicyName))
@pytest.mark.parametrize("which", [0, 1])
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_no_order_and_no_repeat_changes_what_a_field_says(name: PolicyName, which: int, data: st.DataObject) -> None:
    policy = policies(name)[which]
    ops = data.draw(histories(policy))
    arrival = data.draw(st.permutations(ops + data.draw(st.lists(st.sampled_from(ops), max_size=3))))
    once = merge_all([write for op in ops for write in op], policy)
    other = merge_all([write for op in arrival for write in op], policy)
    assert said(once, policy) == said(other, policy)


@pytest.mark.parametrize("name", ["latest", "source", "review", "safest", "first"])
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_what_stands_is_what_nothing_accepted_covers(name: PolicyName, data: st.DataObject) -> None:
    policy = policies(name)[0]
    ops = data.draw(st.permutations(data.draw(histories(policy))))
    state = merge_all([write for op in ops for write in op], policy)
    assert {(head.stamp.dot, head.v) for head in state.heads} == covers_by_definition(ops, policy)


@pytest.mark.parametrize("name", ["latest", "source", "review", "safest"])
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_a_write_met_twice_is_one_write(name: PolicyName, data: st.DataObject) -> None:
    policy = policies(name)[0]
    writes = [write for op in data.draw(histories(policy)) for write in op]
    state = EMPTY
    for head, base in [*writes, *writes]:
        state = enter(state, head, base, policy)
    assert said(state, policy) == said(merge_all(writes, policy), policy)


@pytest.mark.parametrize("name", get_args(PolicyName))
def test_a_field_nobody_wrote_says_nothing(name: PolicyName) -> None:
    policy = Policy(name=name)
    assert pick(EMPTY, policy) == {"set": [], "log": [], "count": 0}.get(name)
    assert not conflicted(EMPTY, policy)


def test_a_write_over_what_one_saw_names_every_head_that_says_it() -> None:
    policy = Policy(name="review", order=("x", "y"))
    state = merge_all(
        [
            (Head("x", Stamp(1, "aaaaaa", 1), 1), []),
            (Head("x ", Stamp(2, "bbbbbb", 1), 2), []),
            (Head("y", Stamp(3, "cccccc", 1), 3), []),
        ],
        policy,
    )
    assert looked_at(state, policy) == [Dot("aaaaaa", 1), Dot("bbbbbb", 1)]
    after = enter(state, Head("y", Stamp(4, "aaaaaa", 2), 4), looked_at(state, policy), policy)
    assert not conflicted(after, policy)


def test_what_is_kept_of_a_field_does_not_grow_with_its_edits() -> None:
    policy, state = Policy(), EMPTY
    for seq in range(1, 100):
        head = Head(str(seq), Stamp(seq, INCS[seq % 3], seq), seq)
        state = enter(state, head, looked_at(state, policy), policy)
    assert len(state.heads) == 1
    assert len(state.awaited) <= len(INCS)
