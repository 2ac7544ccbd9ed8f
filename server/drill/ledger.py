"""What the drill itself knows: which record is about whom, who has taken what in hand, what was planned to go wrong."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from server.drill.hand import Hand
from server.drill.script import Play
from server.drill.traveller import Traveller
from sync.journal import OwnOp
from sync.match import elements
from sync.overlay import RecordView
from sync.programme import Programme
from sync.stamp import Dot

Claim = tuple[str, str, Dot | None]
"""An act on a record as it stands: whoever sees it takes it in hand once."""


class Contest(msgspec.Struct):
    """Two desks said different things of one field. `said`: who said them, and who decided; one that says more when all
    is decided begins another. `times_shown`: how often it came up on the leader's phone, where it `shows` or not."""

    record: str
    field: str
    said: set[Dot]
    settled: bool = False
    shows: bool = False
    times_shown: int = 0

    @property
    def is_shown_once(self) -> bool:
        """At most: who may decide can be quicker than the leader looks. And decided."""
        return self.settled and self.times_shown < 2


class Ledger:
    """One for the whole drill."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.whose: dict[str, Traveller] = {}
        self.first: dict[int, str] = {}
        self.again: dict[int, str] = {}
        self.contests: dict[tuple[str, str], list[Contest]] = {}
        self.planned: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.stumbles: Counter[str] = Counter()
        self.claims: set[Claim] = set()
        self._claimed_by: dict[Dot, list[Claim]] = {}
        self.ops: dict[Dot, OwnOp] = {}

    def about(self, seen: RecordView) -> Traveller | None:
        """The traveller of a record; of one that names several, the first."""
        return next(iter(self.all_about(seen)), None)

    def all_about(self, seen: RecordView) -> list[Traveller]:
        """The travellers of a record: who it is, or all whom it names."""
        if seen.id in self.whose:
            return [self.whose[seen.id]]
        refs = [name for name, field in self.programme.kinds[seen.kind].items() if field.type in ("ref", "refs")]
        named = (str(record) for name in refs for record in elements(seen.values.get(name)))
        return [self.whose[record] for record in named if record in self.whose]

    def is_apart(self, record: str) -> bool:
        """A second registration, whose person stands elsewhere under the first; or a contest nobody has settled."""
        chain = self.chain(record)
        known = [each for (about, _), found in self.contests.items() if about == chain for each in found]
        return (
            self.is_second(record) or any(not each.settled for each in known) or (chain in self.planned and not known)
        )

    def is_second(self, record: str) -> bool:
        """A second registration of somebody."""
        one = self.whose.get(record)
        return one is not None and self.again.get(one.number) == record

    def first_of(self, record: str) -> str:
        """The record under which the same person was registered first."""
        return self.first[self.whose[record].number]

    def chain(self, record: str) -> str:
        """One name for both records of somebody registered twice, whichever of them goes on."""
        one = self.whose.get(record)
        return min(self.first.get(one.number, record), self.again.get(one.number, record)) if one else record

    def notes(self, seen: RecordView, field: str) -> Contest:
        """The contest this view shows; what was said and decided on the person's other record is the same one."""
        chain, said = self.chain(seen.id), {head.stamp.dot for head in seen.heads[field]}
        known = self.contests.setdefault((chain, field), [])
        if not known and chain not in self.planned:
            self.counts[f"conflicts nobody planned: {seen.kind} {field}"] += 1
        if not known or (known[-1].settled and said - known[-1].said):
            known.append(Contest(chain, field, set()))
        known[-1].said |= said
        return known[-1]

    def hear(self, views: Iterable[RecordView]) -> None:
        """Which of two registrations goes on is the house's to say: that one is the first."""
        for seen in views:
            one = self.whose.get(seen.id)
            if one and seen.one_of and seen.one_of[0] == self.again.get(one.number):
                self.first[one.number], self.again[one.number] = self.again[one.number], self.first[one.number]

    def claim(self, act: str, seen: RecordView) -> Claim:
        return act, seen.id, seen.journey.last if seen.journey else None

    def is_over(self, play: Play) -> bool:
        """It was to be done one time, and somebody has."""
        return play.once and once(play) in self.claims

    def takes(self, claims: list[Claim], ops: list[OwnOp]) -> None:
        self.claims.update(claims)
        for own in ops:
            self._claimed_by[own.dot] = claims
            self.ops[own.dot] = own

    def gives_back(self, hand: Hand) -> None:
        """What did not enter is done again, by whoever sees it first."""
        for own in hand.troubled:
            self.counts[
                f"{own.verdict.code if own.verdict else ''} {own.op.form}: {own.verdict.detail if own.verdict else ''}"
            ] += 1
            for claim in self._claimed_by.get(own.dot, ()):
                self.claims.discard(claim)
        hand.troubled.clear()


def once(play: Play) -> Claim:
    """Who takes this claim does what is done one time only; it is given back where the house did not let it in."""
    return f"once {id(play)}", "", None
