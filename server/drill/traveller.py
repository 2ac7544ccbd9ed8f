"""Invented travellers as they truly are, and what desks that hear nothing of each other take down of them."""

from collections.abc import Callable, Iterator

import msgspec

from server.drill import mrz
from sync.op import Value


class Flight(msgspec.Struct, frozen=True):
    """`minute`: when it is at the gate, from the wave's beginning. `seats`: people aboard."""

    number: str
    origin: str
    country: str
    door: str
    minute: int
    seats: int


class Traveller(msgspec.Struct):
    """One person, as they truly are. `again`: they are registered at a second desk; `misread`: the passport number a
    desk types; `swapped`: a desk types the names in each other's place; `scanned`: their passport can be read."""

    number: int
    party: int
    part: str
    nation: str
    issuer: str
    paper: str
    family: str
    given: str
    native: str
    sex: str
    born: str
    mobile: str
    speaks: str
    flight: str
    door: str
    minute: int
    seat: str
    been: list[str]
    street: str
    address: str
    plot: str = ""
    ends: str = ""
    again: bool = False
    misread: str = ""
    swapped: bool = False
    scanned: bool = True
    words: dict[str, Value] = {}

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.family, self.given) if part)

    def word(self, word: str) -> Value:
        """The value of "$word"."""
        if word in self.words:
            return self.words[word]
        given: dict[str, Callable[[], Value]] = {
            "typed_number": lambda: self.misread or self.paper,
            "typed_family": lambda: self.given if self.swapped else self.family,
            "typed_given": lambda: self.family if self.swapped else self.given,
            "alone_named": lambda: None if self.family else True,
            "lines": lambda: self.lines if self.scanned else None,
            "card": lambda: f"C{self.number:06}",
        }
        return given[word]() if word in given else getattr(self, word, None)

    @property
    def lines(self) -> str:
        return mrz.lines(
            self.issuer, self.family, self.given, self.paper, self.nation, self.born, self.sex, "2029-04-15"
        )


class Typed(msgspec.Struct, frozen=True):
    """A registration as a desk takes it down. `lines`: what the machine reads, where it can."""

    flight: str
    door: str
    desk: int
    lines: str
    number: str
    family: str
    given: str
    native: str
    sex: str
    born: str
    nation: str
    mobile: str
    street: str
    address: str


class Wave(msgspec.Struct, frozen=True):
    flights: list[Flight]
    people: list[Traveller]

    def parties(self) -> list[list[Traveller]]:
        found: dict[int, list[Traveller]] = {}
        for one in self.people:
            found.setdefault(one.party, []).append(one)
        return list(found.values())


def typed(wave: Wave) -> Iterator[Typed]:
    """The messy side: what two desks that hear nothing of each other would take down."""
    for one in wave.people:
        for desk in (1, 2) if one.again else (1,):
            number, family, given = (str(one.word(f"typed_{word}")) for word in ("number", "family", "given"))
            lines = one.lines if one.scanned else ""
            own = (one.native, one.sex, one.born, one.nation, one.mobile, one.street, one.address)
            yield Typed(one.flight, one.door, desk, lines, number, family, given, *own)
