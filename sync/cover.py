"""Cover: which writes an accepted write makes an end of. A relation between two writes that asks nothing else."""

from collections.abc import Iterable, Sequence

import msgspec

from sync import canon
from sync.op import Value
from sync.programme import Policy, PolicyName
from sync.record import Awaited, Head
from sync.stamp import Dot

KNOWING: frozenset[PolicyName] = frozenset({"latest", "source", "review", "safest"})
"""Policies under which a write covers its base and its own incarnation's earlier writes. `after` stays within
`latest`, `source` and `review`: they cover alike, so an event changes the pick and never what stands."""

UNSAFE_NULL = ""
"""Stands for null where null means no limit; the order knows neither."""


def claims_of(head: Head, base: Sequence[Dot], policy: Policy) -> tuple[Awaited, ...]:
    """All that a write covers, come or not. A claim on its own dot means every earlier write of its incarnation."""
    dot = head.stamp.dot
    match policy.name:
        case "set" | "log" | "count":
            if head.action == "remove":
                return () if head.value is None else tuple(Awaited(named, dot, head.value) for named in base)
            return tuple(Awaited(named, dot) for named in base) if head.action == "set" else ()
        case "first":
            return tuple(Awaited(named, dot) for named in base) if head.decides else ()
        case _:
            limit = _limit(head, policy)
            others = (Awaited(named, dot, limit) for named in base if named.inc != dot.inc)
            return (*others, own_claim(head, policy))


def own_claim(head: Head, policy: Policy) -> Awaited:
    """The claim of a standing or gone write on its incarnation's earlier ones."""
    return Awaited(head.stamp.dot, head.stamp.dot, _limit(head, policy))


def _limit(head: Head, policy: Policy) -> Value:
    """Under `safest`, the value a covered one must not be safer than; null = no limit."""
    if policy.name != "safest" or head.decides:
        return None
    return UNSAFE_NULL if head.value is None else head.value


def covered(head: Head, claims: Iterable[Awaited], policy: Policy) -> bool:
    """Whether one of these claims makes an end of this write."""
    return any(_covers(claim, head, policy) for claim in claims)


def _covers(claim: Awaited, head: Head, policy: Policy) -> bool:
    dot = head.stamp.dot
    if policy.name in KNOWING:
        is_earlier = claim.dot == claim.by and claim.by.inc == dot.inc and claim.by.seq >= dot.seq
        named = claim.dot == dot or is_earlier
        return named and (claim.value is None or rank(claim.value, policy) <= rank(head.value, policy))
    return claim.dot == dot and (claim.value is None or canon.equal(claim.value, head.value, policy.normal))


def is_said(claim: Awaited, earlier: Iterable[Awaited], policy: Policy) -> bool:
    """Whether what this claim could ever cover is covered without it."""
    return claim.dot == claim.by or any(claim == other or _says_more(other, claim, policy) for other in earlier)


def with_marks(awaited: list[Awaited], marks: list[Awaited], policy: Policy) -> list[Awaited]:
    """Remember of a write that went that it covers its incarnation's earlier ones, should one come late (released
    from quarantine). One mark an incarnation is enough, but under `safest` where a safer one says more."""
    for mark in marks:
        if not any(_says_more(other, mark, policy) for other in awaited):
            awaited = [*(other for other in awaited if not _says_more(mark, other, policy)), mark]
    return awaited


def _says_more(mark: Awaited, other: Awaited, policy: Policy) -> bool:
    if mark.dot != mark.by or mark.dot.inc != other.dot.inc or mark.dot.seq < other.dot.seq:
        return False
    return mark.value is None or (other.value is not None and rank(mark.value, policy) <= rank(other.value, policy))


def elements(head: Head, policy: Policy) -> list[Head]:
    """The heads a write would stand as: a whole `set` one for each element, a `remove` none."""
    if policy.name not in ("set", "log"):
        return [head]
    if head.action == "remove" or head.value is None:
        return []
    if head.action == "set" and isinstance(head.value, list):
        return [msgspec.structs.replace(head, value=value) for value in head.value]
    return [head]


def is_same(head: Head, other: Head, policy: Policy) -> bool:
    """Whether two heads are one write, met twice."""
    if head.stamp.dot != other.stamp.dot:
        return False
    return policy.name not in ("set", "log") or canon.equal(head.value, other.value, policy.normal)


def rank(value: Value, policy: Policy) -> int:
    """Place of a value in the order, best first; what the order does not know comes last."""
    if isinstance(value, bool):
        return place("true" if value else "false", policy)
    return place(str(value) if isinstance(value, int | str) else None, policy)


def place(option: str | None, policy: Policy) -> int:
    """Place of a word in the order. Words of an order are codes: they are compared as they are."""
    return policy.order.index(option) if option in policy.order else len(policy.order)
