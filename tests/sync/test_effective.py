"""When an op took effect: one vector a rule. Only the server gives stamps, so only Python runs these."""

import msgspec
import pytest

from sync.effective import effective
from sync.op import Op
from tests.sync.vectors import named


class Effective(msgspec.Struct):
    """Readings in ms. `now` and `exchange_mono` are the message's; `given`: the stamp before the server lost it;
    `following`: that of the device's act after it, where it was passed over."""

    rule: str
    at: int
    mono: tuple[str, int] | None
    paper_at: int | None
    now: int
    exchange_mono: tuple[str, int] | None
    server_now: int
    previous: int
    named: list[int]
    given: int | None
    expect: int
    following: int | None = None


VECTORS = {name: msgspec.convert(vector, Effective) for name, vector in named("effective").items()}


@pytest.mark.parametrize("name", VECTORS)
def test_when_an_op_took_effect(name: str) -> None:
    case = VECTORS[name]
    op = Op(1, case.at, case.mono, "u1", "take_in", "p1", None, None, case.paper_at, [])
    told = (case.now, case.exchange_mono, case.server_now, case.previous, case.named, case.given, case.following)
    assert effective(op, *told) == case.expect, case.rule
