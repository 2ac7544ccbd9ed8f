"""Dots name ops, stamps order what ops did."""

from typing import NamedTuple


class Dot(NamedTuple):
    """The name of an op: the n-th act of one incarnation. `seq` is dense from 1."""

    inc: str
    seq: int


class Stamp(NamedTuple):
    """Where a write or an event stands in time. `eff` is server-given, integer milliseconds since 1970 UTC."""

    eff: int
    inc: str
    seq: int

    @property
    def dot(self) -> Dot:
        return Dot(self.inc, self.seq)
