"""When an op took effect: the server's clock less its age, and after all it names. A wrong clock wins nothing."""

from sync.op import Op
from sync.stamp import Dot


def effective(
    op: Op,
    now: int,
    mono: tuple[str, int] | None,
    server_now: int,
    previous: int,
    named: list[int],
    given: int | None = None,
    following: int | None = None,
) -> int:
    """When the op took effect, ms: the server's clock less the op's age, and after all it names.

    `now` and `mono` are the exchange's own readings, `previous` the eff of the device's op before, `named` the effs of
    all it names, `given` the stamp it bore before the server lost it, `following` the eff of the device's op after it,
    where that one was taken first.
    """
    after_named = max((eff + 1 for eff in named), default=0)
    eff = _undisturbed(op, now, mono, server_now, previous, after_named, given)
    return eff if following is None or op.paper_at is not None else max(after_named, min(eff, following))


def _undisturbed(
    op: Op, now: int, mono: tuple[str, int] | None, server_now: int, previous: int, after_named: int, given: int | None
) -> int:
    """As if the device had done nothing since."""
    after_own = max(after_named, previous)
    if given is not None:
        # What it names, or what its device did before, may have come back later than it was.
        return max(after_own if op.paper_at is None else after_named, min(given, server_now))
    if op.paper_at is not None:
        return max(after_named, min(op.paper_at, server_now))
    same_page = op.mono is not None and mono is not None and op.mono[0] == mono[0]
    age = mono[1] - op.mono[1] if same_page and op.mono and mono else now - op.at
    return max(after_own, server_now - max(age, 0))


def names(op: Op) -> frozenset[Dot]:
    """Every dot the op names: bases, seen events, what it releases. Its eff comes after theirs."""
    bases = [dot for part in op.parts for write in part.writes for dot in write.base]
    return frozenset([*bases, *(part.seen for part in op.parts if part.seen), *([op.adopts] if op.adopts else [])])
