"""Merge: a field keeps the accepted writes that no accepted write covers; its policy picks among them.

What covers what is a relation between two writes and asks nothing else, so the outcome does not depend on the order of
arrival. `docs/protocol.md` has the rules, `sync/vectors/merge` one example each.
"""

from collections.abc import Callable, Collection, Iterable, Sequence

from sync import canon
from sync.cover import KNOWING, claims_of, covered, elements, is_said, is_same, own_claim, place, rank, with_marks
from sync.op import Value
from sync.programme import Policy, PolicyName
from sync.record import FieldState, Head
from sync.stamp import Dot

EMPTY = FieldState()


def enter(state: FieldState, head: Head, base: Sequence[Dot], policy: Policy) -> FieldState:
    """Let one accepted write stand, cover what it names, and await what it names that has not come yet."""
    if policy.name == "derived":
        return state
    if not (base or state.heads or state.awaited):
        return FieldState(tuple(elements(head, policy)))
    new = [each for each in elements(head, policy) if not any(is_same(each, other, policy) for other in state.heads)]
    claims = claims_of(head, base, policy)
    earlier = (*state.awaited, *(own_claim(other, policy) for other in state.heads if policy.name in KNOWING))
    standing: list[Head] = []
    gone: list[Head] = []
    for other in state.heads:
        is_own = other.stamp.dot == head.stamp.dot
        (gone if covered(other, claims, policy) and not is_own else standing).append(other)
    for each in new:
        (gone if covered(each, earlier, policy) else standing).append(each)
    known = {other.stamp.dot for other in state.heads}
    awaited = [*state.awaited, *(c for c in claims if c.dot not in known and not is_said(c, earlier, policy))]
    if policy.name in KNOWING:
        awaited = with_marks(awaited, [own_claim(each, policy) for each in gone], policy)
    return FieldState(tuple(standing), tuple(awaited))


def merge_all(writes: Iterable[tuple[Head, Sequence[Dot]]], policy: Policy) -> FieldState:
    """All writes of a field, in any order, repeated or not."""
    state = EMPTY
    entered: list[Head] = []
    for head, base in writes:
        if not any(head.action == other.action and is_same(head, other, policy) for other in entered):
            entered.append(head)
            state = enter(state, head, base, policy)
    return state


def pick(state: FieldState, policy: Policy, happened: Collection[str] = ()) -> Value:
    """What the field says now: a value; a list by stamp for `set` and `log`, a number for `count`."""
    name = ruling(policy, happened)
    if name in ("set", "log"):
        return _entries(state.heads, policy)
    if name == "count":
        return _total(state.heads)
    return PICKS[name](state.heads, policy).value if state.heads and name in PICKS else None


def conflicted(state: FieldState, policy: Policy, happened: Collection[str] = ()) -> bool:
    """Whether only a person can say what the field should say."""
    name = ruling(policy, happened)
    if name in ("review", "first", "count") or (name == "source" and policy.contested):
        return bool(differing(state, policy))
    return False


def may_conflict(policy: Policy) -> bool:
    """Whether a field under this policy can ever come to a person for a decision."""
    names = {policy.name, *policy.after.values()}
    return not names.isdisjoint(("review", "first", "count")) or ("source" in names and policy.contested)


def differing(state: FieldState, policy: Policy) -> list[Head]:
    """The values to choose from, one head each, in the order of acceptance; none if all agree."""
    if len(state.heads) < 2:
        return []
    distinct: list[Head] = []
    for head in sorted(state.heads, key=_acceptance):
        matters = policy.name != "count" or head.action == "set"
        if matters and not any(canon.equal(head.value, other.value, policy.normal) for other in distinct):
            distinct.append(head)
    return distinct if len(distinct) > 1 else []


def all_equal(heads: Sequence[Head], policy: Policy) -> bool:
    """Whether these heads say the same after normalisation."""
    return all(canon.equal(head.value, heads[0].value, policy.normal) for head in heads)


def looked_at(state: FieldState, policy: Policy, happened: Collection[str] = ()) -> list[Dot]:
    """The base of a write by one who looks at this field: every head that says what is picked; of a `set`, `log` or
    `count` every head."""
    if policy.name in ("set", "log", "count"):
        heads: Iterable[Head] = state.heads
    else:
        picked = pick(state, policy, happened)
        heads = (head for head in state.heads if canon.equal(head.value, picked, policy.normal))
    return list(dict.fromkeys(head.stamp.dot for head in heads))


def ruling(policy: Policy, happened: Collection[str]) -> PolicyName:
    """The policy that holds: the last listed one whose event the record has seen, else its own."""
    if not policy.after:
        return policy.name
    return next((name for event, name in reversed(policy.after.items()) if event in happened), policy.name)


# Picks


def _latest(heads: Sequence[Head], policy: Policy) -> Head:
    return max(heads, key=lambda head: head.stamp)


def _source(heads: Sequence[Head], policy: Policy) -> Head:
    best = min(place(head.source, policy) for head in heads)
    return _latest([head for head in heads if place(head.source, policy) == best], policy)


def _first(heads: Sequence[Head], policy: Policy) -> Head:
    decided = [head for head in heads if head.decides]
    return _latest(decided, policy) if decided else min(heads, key=_acceptance)


def _safest(heads: Sequence[Head], policy: Policy) -> Head:
    best = min(rank(head.value, policy) for head in heads)
    return _latest([head for head in heads if rank(head.value, policy) == best], policy)


def _review(heads: Sequence[Head], policy: Policy) -> Head:
    return min(heads, key=lambda head: (rank(head.value, policy), *_acceptance(head)))


PICKS: dict[PolicyName, Callable[[Sequence[Head], Policy], Head]] = {
    "latest": _latest,
    "source": _source,
    "first": _first,
    "safest": _safest,
    "review": _review,
}


def _entries(heads: Sequence[Head], policy: Policy) -> Value:
    entries: list[Value] = []
    for head in sorted(heads, key=lambda head: head.stamp):
        if policy.name == "log" or not any(canon.equal(head.value, entry, policy.normal) for entry in entries):
            entries.append(head.value)
    return entries


def _total(heads: Sequence[Head]) -> int:
    counted = [head for head in heads if head.action == "set"]
    start = [max(counted, key=lambda head: head.stamp)] if counted else []
    total = sum(_number(head.value) for head in (*start, *(head for head in heads if head.action != "set")))
    return max(-canon.INTEGER_MAX, min(canon.INTEGER_MAX, total))


def _number(value: Value) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _acceptance(head: Head) -> tuple[int, tuple[int, str, int]]:
    return head.v, head.stamp
