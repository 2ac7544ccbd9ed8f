"""A canonical op is told at first sight, and what is called canonical is so."""

from typing import Any  # Any: JSON of every shape, well made or not

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from sync import canon
from sync.canonical import is_canonical

DOT = ["k7x4mq", 1]
RECORD = "01950b6e-7a10-7c3e-8f21-0a1b2c3d4e5f"

texts = st.text(st.sampled_from("aé界e\u0301\0\ud7ff<\u0338\\"), max_size=4)
numbers = st.sampled_from([0, -1, 2**53, -(2**53), 2**53 + 1, 1.0, 0.5])
scalars: st.SearchStrategy[object] = st.one_of(texts, numbers, st.none(), st.booleans())
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=2), max_leaves=6)


@st.composite
def ops(draw: st.DrawFn) -> list[Any]:
    """An op with whatever in its values, and perhaps a slot too many."""
    write = ["label", "set", draw(values), [DOT], *draw(st.lists(scalars, max_size=2))]
    event = ["arrive", "depot:D1", None, draw(st.none() | st.dictionaries(texts, values, max_size=1))]
    op = [1, draw(numbers), None, "u1", "take_in", "p1", draw(texts), None, None]
    return [*op, [["parcel", RECORD, [write], event, DOT]], *draw(st.lists(scalars, max_size=2))]


@given(ops())
def test_what_is_canonical_at_first_sight_has_no_fault(op: list[Any]) -> None:
    raw = msgspec.json.encode(op)
    if is_canonical(raw):
        assert canon.sent_fault(raw) is None


def test_what_a_phone_writes_is_told_at_first_sight() -> None:
    write = ["address", "set", "样板路 5 号", [DOT], "typed"]
    op = [1, 2, ["p", 3], "u1", "take_in", "p1", None, None, None, [["parcel", RECORD, [write], ["arrive"], DOT]]]
    assert is_canonical(msgspec.json.encode(op))
