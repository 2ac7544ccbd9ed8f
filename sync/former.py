"""A phone that was enrolled anew still has acts under the name it had: a restored server gets these from it too."""

from collections.abc import Sequence

import msgspec

from sync.exchange import Exchange, Verdict
from sync.journal import Journal, OwnOp


class Former(msgspec.Struct, frozen=True):
    """A name the phone had. `known`: the last op of it the server has, as far as it said; `waits`: it took none of
    them yet, so who the phone is now speaks first."""

    inc: str
    known: int | None = None
    waits: bool = False


def former_names(journal: Journal, inc: str) -> list[Former]:
    """The names before `inc` under which acts were acknowledged, or are still to be brought back."""
    return [Former(name) for name in dict.fromkeys(own.dot.inc for own in journal.ops) if name != inc]


def asks(former: Former, journal: Journal, ops_max: int, now: int, mono: tuple[str, int] | None) -> Exchange:
    """First the server is asked where it stands; then it gets what it lost."""
    if former.known is None:
        return Exchange(former.inc, now, mono, [], limit=1)
    batch = journal.batch(former.inc, ops_max, former.known)
    raws, refill = texts(batch.ops)
    return Exchange(former.inc, now, mono, raws, batch.skip or None, refill, limit=1, held=batch.held)


def takes(
    asking: Sequence[Former], asked: Exchange, verdicts: Sequence[Verdict], last_seq: int, journal: Journal
) -> list[Former]:
    """Who is still to be asked about. The news is of scopes this phone may not hold any more: only what became of the
    acts counts."""
    journal.hear(asked.inc, verdicts)
    is_lost = journal.lost_after(asked.inc, last_seq)
    waits = bool(asked.ops) and not verdicts
    return [
        Former(one.inc, last_seq, waits) if one.inc == asked.inc else one
        for one in asking
        if one.inc != asked.inc or is_lost
    ]


def texts(ops: Sequence[OwnOp]) -> tuple[list[msgspec.Raw], list[tuple[int, int]] | None]:
    """What an exchange says of these ops: as they were frozen, and the stamps that a server gave some and lost."""
    refill = [(own.dot.seq, own.refill) for own in ops if own.refill is not None]
    return [msgspec.Raw(own.text) for own in ops], refill or None
