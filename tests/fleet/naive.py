"""The oracle: a second, slow telling of the merge rules. It keeps every accepted write and looks at each pair of them.

Written from docs/protocol.md alone; it shares with `sync.merge` nothing but the comparison of values.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sync import canon
from sync.op import Action, Value
from sync.programme import Policy
from sync.stamp import Dot, Stamp


class Wrote(NamedTuple):
    """One accepted write of a field."""

    stamp: Stamp
    v: int
    action: Action
    value: Value
    base: tuple[Dot, ...] = ()
    source: str | None = None
    decides: bool = False


def heads(writes: Sequence[Wrote], policy: Policy) -> list[Wrote]:
    """The accepted writes, a whole `set` one for each element, that no accepted write covers."""
    standing = [each for write in writes for each in _elements(write, policy)]
    return [each for each in standing if not any(_covers(write, each, policy) for write in writes)]


def said(writes: Sequence[Wrote], policy: Policy, name: str | None = None) -> Value:
    """What the field says, under the policy `name` if another holds meanwhile."""
    standing = heads(writes, policy)
    if not standing:
        return [] if policy.name in ("set", "log") else 0 if policy.name == "count" else None
    by_time = sorted(standing, key=lambda each: each.stamp)
    match name or policy.name:
        case "latest":
            return by_time[-1].value
        case "source":
            best = min(_place(each.source, policy) for each in standing)
            return [each.value for each in by_time if _place(each.source, policy) == best][-1]
        case "safest":
            best = min(_rank(each.value, policy) for each in standing)
            return [each.value for each in by_time if _rank(each.value, policy) == best][-1]
        case "first":
            decided = [each for each in by_time if each.decides]
            return decided[-1].value if decided else min(standing, key=lambda each: (each.v, each.stamp)).value
        case "review":
            return min(standing, key=lambda each: (_rank(each.value, policy), each.v, each.stamp)).value
        case "log":
            return [each.value for each in by_time]
        case "set":
            return _distinct(by_time, policy)
        case "count":
            whole = [each for each in by_time if each.action == "set"]
            counted = [*whole[-1:], *(each for each in standing if each.action == "inc")]
            return sum(each.value for each in counted if isinstance(each.value, int))
    return None


def is_conflict(writes: Sequence[Wrote], policy: Policy, name: str | None = None) -> bool:
    """Whether only a person can settle it."""
    ruling = name or policy.name
    if ruling not in ("review", "first", "count") and not (ruling == "source" and policy.contested):
        return False
    standing = [each for each in heads(writes, policy) if ruling != "count" or each.action == "set"]
    return len(_distinct(standing, policy)) > 1


def _distinct(standing: Sequence[Wrote], policy: Policy) -> list[Value]:
    values: list[Value] = []
    for each in standing:
        if not any(canon.equal(each.value, value, policy.normal) for value in values):
            values.append(each.value)
    return values


def _elements(write: Wrote, policy: Policy) -> list[Wrote]:
    if policy.name not in ("set", "log"):
        return [write]
    if write.action == "remove" or write.value is None:
        return []
    if write.action == "set" and isinstance(write.value, list):
        return [write._replace(value=value) for value in write.value]
    return [write]


def _covers(over: Wrote, under: Wrote, policy: Policy) -> bool:
    if over.stamp.dot == under.stamp.dot:
        return False
    is_named = under.stamp.dot in over.base
    match policy.name:
        case "latest" | "source" | "review" | "safest":
            is_own = over.stamp.inc == under.stamp.inc and over.stamp.seq > under.stamp.seq
            falls = policy.name == "safest" and _rank(over.value, policy) > _rank(under.value, policy)
            return (is_named or is_own) and not (falls and not over.decides)
        case "first":
            return is_named and over.decides
        case "set" | "log":
            if over.action == "remove":
                return is_named and over.value is not None and canon.equal(over.value, under.value, policy.normal)
            return is_named and over.action == "set"
        case "count":
            return is_named and over.action == "set"
    return False


def _rank(value: Value, policy: Policy) -> int:
    text = "true" if value is True else "false" if value is False else value
    return policy.order.index(text) if isinstance(text, str) and text in policy.order else len(policy.order)


def _place(source: str | None, policy: Policy) -> int:
    return policy.order.index(source) if source in policy.order else len(policy.order)
