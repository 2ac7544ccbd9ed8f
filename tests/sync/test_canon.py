"""Laws of canonical values."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from sync import canon
from sync.op import Value

SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text().map(canon.clean)
VALUES = SCALARS | st.lists(SCALARS | st.lists(SCALARS, max_size=3), max_size=3)
HOWS: list[canon.Normal] = ["text", "upper", "digits"]


@given(VALUES)
def test_a_canonical_value_travels_unchanged(value: Value) -> None:
    assert canon.fault(value) is None
    back = msgspec.json.decode(msgspec.json.encode(value))
    assert canon.equal(back, value)
    assert canon.fault(back) is None


@given(VALUES, st.sampled_from(HOWS))
def test_normalising_twice_is_normalising_once(value: Value, how: canon.Normal) -> None:
    once = canon.normal(value, how)
    assert canon.normal(once, how) == once
    assert canon.equal(value, once, how)


@given(st.text())
def test_what_the_phone_saves_may_stand(typed: str) -> None:
    assert canon.fault(canon.clean(typed)) is None


@given(st.recursive(st.none() | st.floats() | st.text() | st.integers(), st.lists), st.booleans())
def test_judging_is_total(value: object, is_keyed: bool) -> None:
    canon.fault({"a": value} if is_keyed else value)


@given(st.lists(st.tuples(st.uuids().map(str), st.integers(0, 9)), max_size=6))
def test_a_sum_does_not_depend_on_the_order(rows: list[tuple[str, int]]) -> None:
    assert canon.sum_of(rows) == canon.sum_of(sorted(rows))


@given(VALUES, VALUES)
def test_ops_of_different_values_have_different_digests(one: Value, other: Value) -> None:
    is_same = msgspec.json.encode(one) == msgspec.json.encode(other)
    assert (digest(one) == digest(other)) is is_same


def digest(value: Value) -> str:
    parts = [["k", "r", [["x", "set", value]]]]
    return canon.digest(msgspec.json.encode([1, 2, None, "u", "f", "v", None, None, None, parts]))
